using NodePipe.Errors;
using NodePipe.Framing;

namespace NodePipe.Rpc;

/// <content>How a connection ends, and what those who use it are told.</content>
public sealed partial class RpcConnection
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<Exception> _endReason = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isEnding;

    private async Task EndAsync(Exception? failure)
    {
        _isEnding = true;
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

        _endReason.TrySetResult(reason);

        // Texts that came before the end are handed on before it.
        _texts.Enqueue(() => Close(reason));
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

        if (failure is null && _isDisposed == 0 && _explainEnd is null)
        {
            await AnswerRestAsync().ConfigureAwait(false);
        }

        // A child that reads by fs streams cannot exit before its own read ends: this frees it.
        await _output.DisposeAsync().ConfigureAwait(false);
        Exception? reason = failure switch
        {
            null => null,
            NodePipeException => failure,
            _ => new NodePipeException($"The connection failed: {failure.Message}", failure),
        };
        if (reason is null && _isDisposed == 0 && _explainEnd is not null)
        {
            reason = await _explainEnd().ConfigureAwait(false);
        }

        return reason ?? Ended();
    }

    /// <summary>A peer that has said all may still read: gives the handlers of its last calls a moment.</summary>
    private async Task AnswerRestAsync()
    {
        Exception ended = Ended();
        PendingCalls.FailAll(ended);
        IncomingStreams.FailAll(ended);
        await Task.WhenAny(IncomingCalls.WhenIdle(), Task.Delay(FarewellTime, Options.TimeProvider)).ConfigureAwait(false);
    }

    private static NodePipeException Ended() => new("The other side closed the connection.");

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
            throw await ExplainAsync(error).ConfigureAwait(false);
        }
    }

    /// <summary>Why a write failed. The reader comes to know, unless the other side has closed only what it reads.</summary>
    private async Task<Exception> ExplainAsync(Exception failure)
    {
        await Task.WhenAny(_endReason.Task, Task.Delay(FarewellTime, Options.TimeProvider)).ConfigureAwait(false);
        return _isEnding || _endReason.Task.IsCompleted
            ? await _endReason.Task.ConfigureAwait(false)
            : new NodePipeException($"The message was not sent, for the other side no longer reads: {failure.Message}", failure);
    }

    private void Close(Exception reason)
    {
        _endReason.TrySetResult(reason);
        PendingCalls.FailAll(reason);
        IncomingStreams.FailAll(reason);
        IncomingCalls.CancelAll();
        OutgoingStreams.CancelAll();
        _closed.TrySetResult();
    }
}
