using NodePipe.Framing;

namespace NodePipe.Rpc;

/// <summary>Gathers the answers to a batch; the last one sends them all, as one array (JSON-RPC 2.0, section 6).</summary>
internal sealed class Batch(MessageWriter writer)
{
    private readonly Lock _lock = new();
    private readonly OutgoingMessage _answers = OutgoingMessage.Rent();
    private int _missing = 1;
    private bool _hasAnswers;

    public void Expect() => Interlocked.Increment(ref _missing);

    /// <summary>Takes an answer, which is a line of its own.</summary>
    public void Add(OutgoingMessage answer)
    {
        lock (_lock)
        {
            _answers.Append(_hasAnswers ? ","u8 : "["u8);
            _answers.Append(answer.Line.Span[..^1]);
            _hasAnswers = true;
        }

        answer.Return();
        Complete();
    }

    /// <summary>One that was expected has been taken care of.</summary>
    public void Complete()
    {
        if (Interlocked.Decrement(ref _missing) == 0 && _hasAnswers)
        {
            _answers.Append("]\n"u8);
            writer.Write(_answers);
        }
    }
}
