using NodePipe.Errors;
using NodePipe.Rpc.Calls;
using NodePipe.Rpc.Messages;
using NodePipe.Transport;

namespace NodePipe.Rpc;

/// <summary>What carries a connection, and what is known of it.</summary>
/// <param name="Input">What the other side writes.</param>
/// <param name="Output">What the other side reads.</param>
/// <param name="ExplainEnd">Asked at end of file for the reason that open calls are told; null where nobody knows better.</param>
/// <param name="AnswersAfterEnd">Whether a peer that has said all may still read: what it asked for is answered then.</param>
internal sealed record Carrier(ByteSource Input, Stream Output, Func<Task<Exception>>? ExplainEnd = null, bool AnswersAfterEnd = false);

/// <summary>How a connection ends, and what those who use it are told. Nothing here waits for users' code without limit.</summary>
internal sealed class ConnectionEnd(
    Carrier carrier, ConnectionEnding ending, OpenWork open, Outbox outbox, ErrorMessages errors, TextListeners texts) : IAsyncDisposable
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NodeProtocolException? _fault;
    private int _isInputOver;
    private int _isWriteFailed;
    private int _isDisposed;

    /// <summary>Completes when everything has ended.</summary>
    public Task Closed => _closed.Task;

    public bool IsDisposed => Volatile.Read(ref _isDisposed) != 0;

    /// <summary>The rule that the other side broke while this one did not read; null while it has broken none.</summary>
    public NodeProtocolException? Fault => Volatile.Read(ref _fault);

    /// <summary>Nothing more comes, or is looked at: ends what is open, once it is known why.</summary>
    /// <param name="failure">What is wrong, if anything is.</param>
    public void OnInputOver(Exception? failure)
    {
        if (Interlocked.Exchange(ref _isInputOver, 1) == 0)
        {
            ending.NoteInputOver();
            _ = Task.Run(() => EndAsync(failure));
        }
    }

    /// <summary>The other side broke a rule, as seen by any thread.</summary>
    public void OnFault(NodeProtocolException fault)
    {
        Interlocked.CompareExchange(ref _fault, fault, null);
        OnInputOver(fault);
    }

    /// <summary>A message could not be written, so nothing can be asked of the other side any more.</summary>
    public void OnWriteFailed(Exception failure)
    {
        if (Interlocked.Exchange(ref _isWriteFailed, 1) == 0)
        {
            ending.NoteDue();
            _ = Task.Run(() => EndWaitingAsync(failure));
        }
    }

    /// <summary>This side ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        EndAll(new ObjectDisposedException(nameof(RpcConnection)));
        _closed.TrySetResult();
        await carrier.Output.DisposeAsync().ConfigureAwait(false);
        await carrier.Input.DisposeAsync().ConfigureAwait(false);
    }

    private async Task EndAsync(Exception? failure)
    {
        Exception reason;
        try
        {
            reason = await FindReasonAsync(failure).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is: open calls end.
        catch (Exception error)
#pragma warning restore CA1031
        {
            reason = new NodePipeException($"The connection ended, and the reason could not be found out: {error.Message}", error);
        }

        EndAll(reason);

        // Texts that came before the end are handed on before it is told, but whoever takes them may take for ever.
        await Task.WhenAny(texts.WhenHandedOn(), ending.FarewellAsync()).ConfigureAwait(false);
        _closed.TrySetResult();
    }

    private void EndAll(Exception reason)
    {
        ending.SetReason(reason);
        open.EndAll(reason);
    }

    /// <summary>Says what is left to say to the other side, closes what it reads, and finds out why the connection ended.</summary>
    private async Task<Exception> FindReasonAsync(Exception? failure)
    {
        if (failure is EndOfStreamException torn)
        {
            // A process that ends in the middle of a message has still ended, and can say how.
            failure = carrier.ExplainEnd is null ? new NodeProtocolException(torn.Message, torn) : null;
        }

        if (failure is NodeProtocolException fault)
        {
            await TellAsync(fault).ConfigureAwait(false);
        }

        if (failure is null && !IsDisposed && carrier.AnswersAfterEnd)
        {
            await AnswerRestAsync().ConfigureAwait(false);
        }

        // A child that reads by fs streams cannot exit before its own read ends: this frees it.
        await carrier.Output.DisposeAsync().ConfigureAwait(false);
        if (failure is not null)
        {
            return failure as NodePipeException ?? new NodePipeException($"The connection failed: {failure.Message}", failure);
        }

        return !IsDisposed && carrier.ExplainEnd is not null
            ? await carrier.ExplainEnd().ConfigureAwait(false)
            : ConnectionEnding.Closed();
    }

    /// <summary>A peer that has said all may still read: gives the handlers of its last calls a moment.</summary>
    private async Task AnswerRestAsync()
    {
        if (carrier.ExplainEnd is null)
        {
            // Nothing better is to be found out, and a handler may wait for one of these.
            open.FailWaiting(ConnectionEnding.Closed());
        }

        await Task.WhenAny(open.WhenAnswered(), ending.FarewellAsync()).ConfigureAwait(false);
    }

    /// <summary>Tells the other side which rule it broke. It may not read any more, so nobody waits long for that.</summary>
    private async Task TellAsync(NodeProtocolException fault)
    {
        RpcError error = new(ErrorCodes.InvalidRequest, fault.Message);
        Task told = Task.Run(() => outbox.PostAsync(errors.Answer(MessageId.Null, error)));
        await Task.WhenAny(told, ending.FarewellAsync()).ConfigureAwait(false);
    }

    /// <summary>
    /// Ends what waits for the other side to do something, unless the connection ends by itself within a moment. What it has
    /// still written is taken all the same.
    /// </summary>
    private async Task EndWaitingAsync(Exception failure)
    {
        open.FailWaiting(await ending.ExplainAsync(failure, "Nothing can be asked any more").ConfigureAwait(false));
        open.CancelSources();
    }
}
