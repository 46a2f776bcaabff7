using NodePipe.Rpc.Messages;
using NodePipe.Rpc.Streams;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Calls;

/// <summary>A call that came in: runs its handler on the thread pool, and answers once.</summary>
#pragma warning disable CA1001 // A source without a timer or a wait handle holds nothing to dispose of.
internal sealed class IncomingCall(IncomingCalls calls, MessageId? id, Handler handler, Arguments arguments)
    : IThreadPoolWorkItem, IPostCompletion
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly Lock _reporting = new();
    private Task _reported = Task.CompletedTask;
    private int _isBegun;
    private Task _answerEnded = Task.CompletedTask;

    /// <summary>Null for a notification, which has no answer.</summary>
    public MessageId? Id { get; } = id;

    /// <summary>None once the call is answered: whoever still holds the call does not hold them.</summary>
    public Arguments Arguments { get; private set; } = arguments;

    public CancellationToken CancellationToken => _cancelled.Token;

    public string? TraceParent { get; init; }

    public string? TraceState { get; init; }

    public bool WantsProgress { get; init; }

    /// <summary>Where the answer goes, if it is one of several.</summary>
    public Batch? Batch { get; init; }

    /// <summary>Its place among the calls that no thread has begun; null once one has. Its list's to set.</summary>
    internal LinkedListNode<IncomingCall>? Place { get; set; }

    /// <summary>Whether it runs in the order of a call of this side.</summary>
    public bool IsInOrder => handler.InOrder is not null;

    public HandlerContext Context => new(this);

    PostState IPostCompletion.State { get; set; }

    /// <summary>How many bytes of its answer are counted until it is written.</summary>
    public long CountedAnswer { get; set; }

    /// <summary>How many bytes it holds while it waits.</summary>
    public long HeldLength => ByteBudget.Each + Arguments.HeldLength;

    public void Cancel() => Endings.Cancel(_cancelled, calls.Logger);

    public void Start()
    {
        if (handler.InOrder is BackgroundWork order)
        {
            long held = HeldLength;
            calls.Budget.Add(HeldKind.Progress, held);
            order.Enqueue(() =>
            {
                calls.Budget.Release(HeldKind.Progress, held);
                return new ValueTask(RunAsync());
            });
        }
        else
        {
            // Whoever comes first runs it.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            handler.Caller?.Enqueue(() => { Begin(); });
        }
    }

    /// <summary>Runs the handler on this thread up to its first wait, unless it was begun before.</summary>
    /// <returns>Whether it was not.</returns>
    public bool Begin()
    {
        if (Interlocked.Exchange(ref _isBegun, 1) != 0)
        {
            return false;
        }

        calls.Begun(this);
        _ = RunAsync();
        return true;
    }

    public void ReportProgress(object? value)
    {
        if (!WantsProgress || Id is not MessageId id || calls.Answers.EncodeProgress(id, value) is not OutgoingMessage message)
        {
            return;
        }

        lock (_reporting)
        {
            if (message.Continuation is null && _reported.IsCompleted)
            {
                calls.Answers.Outbox.Post(message);
            }
            else
            {
                _reported = WriteAfterAsync(_reported, message);
            }
        }
    }

    /// <summary>A report with a long value has come with its last part only: what follows it waits until that is out.</summary>
    private async Task WriteAfterAsync(Task earlier, OutgoingMessage message)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await calls.Answers.Outbox.PostAsync(message).ConfigureAwait(false);
    }

    /// <summary>The answer holds these streams of this side: until they end they may still read what came in the arguments.</summary>
    public void AnswerHolds(IReadOnlyList<long> streams)
    {
        if (streams.Count > 0)
        {
            _answerEnded = Task.WhenAll(streams.Select(calls.Streams.WhenEnded));
        }
    }

    void IThreadPoolWorkItem.Execute() => Begin();

    public void OnWritten()
    {
        calls.Answers.Release(CountedAnswer);
        Finish();
    }

    public void OnFailed(Exception error) => OnWritten();

    /// <summary>Nothing is left to do for its answer here.</summary>
    public void Finish() => calls.Finish();

    private async Task RunAsync()
    {
        OutgoingMessage? answer = null;
        try
        {
            object? result = await handler.InvokeAsync(this).ConfigureAwait(false);
            answer = Id is MessageId id ? calls.Answers.Encode(this, id, result, handler.ResultTypeOf(result)) : null;
        }
#pragma warning disable CA1031 // Whatever a handler throws is the caller's to see.
        catch (Exception error)
#pragma warning restore CA1031
        {
            answer = Id is MessageId id ? calls.Answers.Encode(id, error, _cancelled.IsCancellationRequested) : null;
        }

        await _reported.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        DecodingScope? scope = Arguments.Scope;
        Arguments = Arguments.None;
        if (scope is not null)
        {
            scope.RefuseRest();
            _ = CancelUnreadAsync(scope);
        }

        calls.Remove(this);
        if (answer is not null)
        {
            calls.Answers.Post(answer, this);
        }
    }

    private async Task CancelUnreadAsync(DecodingScope scope)
    {
        await _answerEnded.ConfigureAwait(false);
        scope.CancelUnread();
    }
}
