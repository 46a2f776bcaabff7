using NodePipe.Framing;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc;

/// <summary>A call that came in: runs its handler on the thread pool, and answers once.</summary>
#pragma warning disable CA1001 // A source without a timer or a wait handle holds nothing to dispose of.
internal sealed class IncomingCall(RpcConnection connection, MessageId? id, Handler handler, Arguments arguments)
    : IThreadPoolWorkItem
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly Lock _reporting = new();
    private Task _reported = Task.CompletedTask;
    private int _isBegun;
    private Task _answerEnded = Task.CompletedTask;

    /// <summary>Null for a notification, which has no answer.</summary>
    public MessageId? Id { get; } = id;

    public Arguments Arguments { get; } = arguments;

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

    public void Cancel() => Endings.Cancel(_cancelled, connection.Options.Logger);

    public void Start()
    {
        if (handler.InOrder is SerialQueue order)
        {
            order.Enqueue(() =>
            {
                connection.IncomingCalls.Begun(this);
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

        connection.IncomingCalls.Begun(this);
        _ = RunAsync();
        return true;
    }

    public void ReportProgress(object? value)
    {
        if (!WantsProgress || Id is not MessageId id || !connection.Peer.Can(PeerFeatures.Progress))
        {
            return;
        }

        OutgoingMessage message = connection.Encoder.Progress(id, value);
        lock (_reporting)
        {
            if (message.Continuation is null && _reported.IsCompleted)
            {
                connection.Writer.Write(message);
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
        await connection.Writer.WriteAsync(message, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>The answer holds these streams of this side: until they end they may still read what came in the arguments.</summary>
    public void AnswerHolds(IReadOnlyList<long> streams)
    {
        if (streams.Count > 0)
        {
            _answerEnded = Task.WhenAll(streams.Select(connection.OutgoingStreams.WhenEnded));
        }
    }

    void IThreadPoolWorkItem.Execute() => Begin();

    private async Task RunAsync()
    {
        OutgoingMessage? answer = null;
        try
        {
            object? result = await handler.InvokeAsync(this).ConfigureAwait(false);
            answer = Id is MessageId id ? connection.Encoder.Result(this, id, result, handler.ResultType) : null;
        }
#pragma warning disable CA1031 // Whatever a handler throws is the caller's to see.
        catch (Exception error)
#pragma warning restore CA1031
        {
            answer = Id is MessageId id ? connection.Encoder.Error(id, ErrorOf(error)) : null;
        }

        await _reported.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Arguments.Scope is DecodingScope scope)
        {
            scope.RefuseRest();
            _ = CancelUnreadAsync(scope);
        }

        connection.IncomingCalls.Remove(this);
        if (answer is not null)
        {
            connection.Answer(answer, Batch);
            connection.IncomingCalls.Finish();
        }
    }

    private async Task CancelUnreadAsync(DecodingScope scope)
    {
        await _answerEnded.ConfigureAwait(false);
        scope.CancelUnread();
    }

    private RpcError ErrorOf(Exception error) => error switch
    {
        InvalidParametersException => new RpcError(ErrorCodes.InvalidParams, error.Message),
        UnsendableValueException => new RpcError(ErrorCodes.InternalError, error.Message),
        OperationCanceledException when _cancelled.IsCancellationRequested => new RpcError(ErrorCodes.Cancelled, "The call was cancelled."),
        _ => ErrorCodec.Encode(error, connection.Options.SendStackTraces),
    };
}
