using NodePipe.Rpc.Calls;
using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc;

/// <summary>How a connection ends, and what those who use it are told. Nothing here waits for users' code without limit.</summary>
/// <param name="endpoint">What the connection goes over, which it disposes.</param>
/// <param name="answersAfterEnd">Whether a peer that has said all may still read: what it asked for is answered then.</param>
/// <param name="holder">What the user holds, and disposes.</param>
/// <param name="ending">What calls are told of the end.</param>
/// <param name="open">What is open.</param>
/// <param name="outbox">By which the other side is told what it did wrong.</param>
/// <param name="errors">Writes that.</param>
/// <param name="texts">The texts that came before the end.</param>
internal sealed class ConnectionEnd(
    Endpoint endpoint, bool answersAfterEnd, Type holder, ConnectionEnding ending, OpenWork open, Outbox outbox, ErrorMessages errors,
    TextListeners texts)
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NodeProtocolException? _fault;
    private int _isInputOver;
    private int _isWriteFailed;
    private volatile bool _isEndedHere;

    /// <summary>Completes when everything has ended.</summary>
    public Task Closed => _closed.Task;

    /// <summary>The same, but fails with the reason, unless that is an orderly end.</summary>
    public Task Completion => _completion.Task;

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

    /// <summary>This side ends it. Called once.</summary>
    public async Task EndHereAsync()
    {
        _isEndedHere = true;
        EndAll(new ObjectDisposedException(holder.FullName));
        Close(null);
        await endpoint.CloseOutputAsync().ConfigureAwait(false);
        await endpoint.DisposeAsync().ConfigureAwait(false);
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
        bool isOrderly = failure is null && (reason is not NodeExitedException || reason is NodeExitedException { ExitCode: 0, Signal: null });
        Close(isOrderly ? null : reason);
    }

    private void Close(Exception? reason)
    {
        if (reason is null)
        {
            _completion.TrySetResult();
        }
        else if (_completion.TrySetException(reason))
        {
            // Who has no interest in it may leave it alone.
            _ = _completion.Task.Exception;
        }

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
            failure = endpoint.ExplainEnd is null ? new NodeProtocolException(torn.Message, torn) : null;
        }

        if (failure is NodeProtocolException fault)
        {
            await TellAsync(fault).ConfigureAwait(false);
        }

        if (failure is null && !_isEndedHere && answersAfterEnd)
        {
            await AnswerRestAsync().ConfigureAwait(false);
        }

        // A child that reads by fs streams cannot exit before its own read ends: this frees it.
        await endpoint.AbandonOutputAsync().ConfigureAwait(false);
        if (failure is not null)
        {
            return failure as NodePipeException ?? new NodePipeException($"The connection failed: {failure.Message}", failure);
        }

        return !_isEndedHere && endpoint.ExplainEnd is not null
            ? await endpoint.ExplainEnd().ConfigureAwait(false)
            : ConnectionEnding.Closed();
    }

    /// <summary>A peer that has said all may still read: gives the handlers of its last calls a moment.</summary>
    private async Task AnswerRestAsync()
    {
        if (endpoint.ExplainEnd is null)
        {
            // Nothing better is to be found out, and a handler may wait for one of these.
            open.FailWaiting(ConnectionEnding.Closed());
        }

        await Task.WhenAny(open.WhenAnswered(), ending.FarewellAsync()).ConfigureAwait(false);
    }

    /// <summary>Tells the other side which rule it broke. It may not read any more, so nobody waits long for that.</summary>
    private async Task TellAsync(NodeProtocolException fault)
    {
        RpcError error = new(RpcErrorCodes.InvalidRequest, fault.Message);
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
