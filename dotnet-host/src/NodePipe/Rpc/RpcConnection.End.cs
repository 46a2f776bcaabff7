using NodePipe.Errors;
using NodePipe.Framing;

namespace NodePipe.Rpc;

/// <content>How a connection ends, and what those who use it are told. Nothing here waits for users' code without limit.</content>
public sealed partial class RpcConnection
{
    /// <summary>How long one side waits for the other, or for users' code, once there is nothing more to come.</summary>
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(1);

    /// <summary>After which a caller that blocks no longer waits for the reason: no thread may be left to find it out.</summary>
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource<Exception> _endReason = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isWriteFailed;
    private long _endingSince;
    private volatile bool _isEnding;
    private volatile bool _isEndDue;

    /// <summary>Why what is open ends, where that should long have been found out; null before.</summary>
    internal Exception? OverdueEnd() =>
        _isEndDue && Options.TimeProvider.GetElapsedTime(Volatile.Read(ref _endingSince)) > LongestSearch
            ? _isEnding ? Ended() : new NodePipeException("Nothing can be asked any more, for the other side no longer reads.")
            : null;

    private static NodePipeException Ended() => new("The other side closed the connection.");

    private void OnEnding()
    {
        _isEnding = true;
        NoteEnd();
    }

    private void NoteEnd()
    {
        Interlocked.CompareExchange(ref _endingSince, Options.TimeProvider.GetTimestamp(), 0);
        _isEndDue = true;
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

        EndOpen(reason);
        await HandOnTextsAsync().ConfigureAwait(false);
        _closed.TrySetResult();
    }

    /// <summary>Says what is left to say to the other side, closes what it reads, and finds out why the connection ended.</summary>
    private async Task<Exception> FindReasonAsync(Exception? failure)
    {
        if (failure is EndOfStreamException torn)
        {
            // A process that ends in the middle of a message has still ended, and can say how.
            failure = _explainEnd is null ? new NodeProtocolException(torn.Message, torn) : null;
        }

        if (failure is NodeProtocolException fault)
        {
            await TellAsync(fault).ConfigureAwait(false);
        }

        if (failure is null && _isDisposed == 0 && _answersAfterEnd)
        {
            await AnswerRestAsync().ConfigureAwait(false);
        }

        // A child that reads by fs streams cannot exit before its own read ends: this frees it.
        await _output.DisposeAsync().ConfigureAwait(false);
        if (failure is not null)
        {
            return failure as NodePipeException ?? new NodePipeException($"The connection failed: {failure.Message}", failure);
        }

        return _isDisposed == 0 && _explainEnd is not null ? await _explainEnd().ConfigureAwait(false) : Ended();
    }

    /// <summary>A peer that has said all may still read: gives the handlers of its last calls a moment.</summary>
    private async Task AnswerRestAsync()
    {
        if (_explainEnd is null)
        {
            // Nothing better is to be found out, and a handler may wait for one of these.
            Exception ended = Ended();
            PendingCalls.FailAll(ended);
            IncomingStreams.FailAll(ended);
        }

        await Task.WhenAny(IncomingCalls.WhenIdle(), Task.Delay(FarewellTime, Options.TimeProvider)).ConfigureAwait(false);
    }

    /// <summary>Tells the other side which rule it broke. It may not read any more, so nobody waits long for that.</summary>
    private async Task TellAsync(NodeProtocolException fault)
    {
        RpcError error = new(ErrorCodes.InvalidRequest, fault.Message);
        Task told = Task.Run(() => Writer.WriteAsync(Encoder.Error(MessageId.Null, error), CancellationToken.None));
        await Task.WhenAny(told, Task.Delay(FarewellTime, Options.TimeProvider)).ConfigureAwait(false);
    }

    /// <summary>Writes a message that has no answer; where it cannot, that is told as it is told to a call.</summary>
    private async Task WriteAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await Writer.WriteAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            throw await ExplainAsync(error, "The message was not sent").ConfigureAwait(false);
        }
    }

    /// <summary>A message could not be written, so nothing can be asked of the other side any more.</summary>
    private void OnWriteFailed(Exception failure)
    {
        if (Interlocked.Exchange(ref _isWriteFailed, 1) == 0)
        {
            NoteEnd();
            _ = Task.Run(() => EndOutgoingAsync(failure));
        }
    }

    /// <summary>
    /// Ends what waits for the other side to do something, unless the connection ends by itself within a moment. What it has
    /// still written is taken all the same.
    /// </summary>
    private async Task EndOutgoingAsync(Exception failure)
    {
        Exception reason = await ExplainAsync(failure, "Nothing can be asked any more").ConfigureAwait(false);
        PendingCalls.FailAll(reason);
        IncomingStreams.FailAll(reason);
        OutgoingStreams.CancelAll();
    }

    /// <summary>Why a write failed. The reader comes to know, unless the other side has closed only what it reads.</summary>
    private async Task<Exception> ExplainAsync(Exception failure, string what)
    {
        await Task.WhenAny(_endReason.Task, Task.Delay(FarewellTime, Options.TimeProvider)).ConfigureAwait(false);
        if (_isEnding || _endReason.Task.IsCompleted)
        {
            return await _endReason.Task.ConfigureAwait(false);
        }

        string why = failure is IOException ? "the other side no longer reads" : "one before it could not be written whole";
        return new NodePipeException($"{what}, for {why}: {failure.Message}", failure);
    }

    /// <summary>Everything that is open ends for this reason, and everything that is still to come.</summary>
    private void EndOpen(Exception reason)
    {
        _endReason.TrySetResult(reason);
        PendingCalls.FailAll(reason);
        IncomingStreams.FailAll(reason);
        IncomingCalls.CancelAll();
        OutgoingStreams.CancelAll();
    }

    /// <summary>Texts that came before the end are handed on before <see cref="Closed"/>, but whoever takes them may take for ever.</summary>
    private async Task HandOnTextsAsync()
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _texts.Enqueue(done.SetResult);
        await Task.WhenAny(done.Task, Task.Delay(FarewellTime, Options.TimeProvider)).ConfigureAwait(false);
    }
}
