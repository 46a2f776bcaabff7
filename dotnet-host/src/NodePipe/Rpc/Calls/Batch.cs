using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc.Calls;

/// <summary>Gathers the answers to a batch; the last one sends them all, as one array (JSON-RPC 2.0, section 6).</summary>
internal sealed class Batch(Outbox outbox, ByteBudget budget) : IPostCompletion
{
    private readonly Lock _lock = new();
    private readonly OutgoingMessage _answers = MessagePool.Rent();
    private int _missing = 1;
    private bool _hasAnswers;
    private long _counted;

    PostState IPostCompletion.State { get; set; }

    public void Expect() => Interlocked.Increment(ref _missing);

    /// <summary>Takes an answer, which is a line of its own and counted.</summary>
    public void Add(OutgoingMessage answer, long counted)
    {
        lock (_lock)
        {
            _answers.Append(_hasAnswers ? ","u8 : "["u8);
            _answers.Append(answer.Line.Span[..^1]);
            _hasAnswers = true;
            _counted += counted;
        }

        MessagePool.Return(answer);
        Complete();
    }

    /// <summary>One that was expected has been taken care of.</summary>
    public void Complete()
    {
        if (Interlocked.Decrement(ref _missing) > 0)
        {
            return;
        }

        if (_hasAnswers)
        {
            _answers.Append("]\n"u8);
            outbox.Post(_answers, this);
        }
        else
        {
            MessagePool.Return(_answers);
        }
    }

    public void OnWritten() => budget.Release(HeldKind.Answers, _counted);

    public void OnFailed(Exception error) => OnWritten();
}
