using System.Text.Json.Serialization.Metadata;
using NodePipe.Errors;
using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc.Calls;

/// <summary>Calls functions of the other side.</summary>
/// <param name="pending">Where calls wait for their answers.</param>
/// <param name="encoder">By which requests are written.</param>
/// <param name="outbox">Where they go.</param>
/// <param name="usual">What holds for every call that does not say otherwise.</param>
internal sealed class OutgoingCalls(PendingCalls pending, CallEncoder encoder, Outbox outbox, RpcOptions usual)
{
    /// <summary>Sends a request.</summary>
    /// <param name="method">The function's name.</param>
    /// <param name="type">How its result is read; null where nobody looks at it.</param>
    /// <param name="arguments">By position or by name.</param>
    /// <param name="options">What this call does differently; null for nothing.</param>
    /// <param name="cancellationToken">Ends the wait, and cancels the work on the other side.</param>
    /// <param name="isBlocking">Whether the caller is going to block until it has the result.</param>
    /// <param name="onRead">Gets the result before the next message is looked at. Default: nobody does.</param>
    public PendingCall<T> Start<T>(
        string method, JsonTypeInfo<T>? type, CallArguments arguments, CallOptions? options, CancellationToken cancellationToken,
        bool isBlocking = false, Action<T>? onRead = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(method, "name");
        if (isBlocking)
        {
            ReadingThread.ThrowIfCurrent();
        }

        if (options?.Timeout is TimeSpan timeout && OptionFaults.OfTimeout(nameof(CallOptions.Timeout), timeout) is string fault)
        {
            throw new ArgumentOutOfRangeException(nameof(options), $"The options of the call are wrong: {fault}.");
        }

        PendingCall<T> call = new(pending, method, type)
        {
            OnProgress = options?.OnProgress,
            OnRead = onRead,
            Order = isBlocking ? new CallerQueue() : null,
        };
        if (!TryAdd(call, cancellationToken))
        {
            return call;
        }

        OutgoingMessage request = Encode(call, arguments, options);
        if (options?.OnProgress is not null)
        {
            call.UseOrder();
        }

        outbox.Post(request, call);
        call.Watch(options?.Timeout ?? usual.CallTimeout, usual.TimeProvider, cancellationToken);
        return call;
    }

    /// <summary>Sends a notification; completes when it is written.</summary>
    public Task NotifyAsync(string method, CallArguments arguments, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(method, "name");
        cancellationToken.ThrowIfCancellationRequested();
        return PostAsync(encoder.Notification(method, arguments), cancellationToken);
    }

    /// <summary>Sends a message that has no answer; where it cannot be written, that is told as it is told to a call.</summary>
    public async Task PostAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await outbox.PostAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            throw await pending.Ending.ExplainAsync(error, "The message was not sent").ConfigureAwait(false);
        }
    }

    private OutgoingMessage Encode(PendingCall call, CallArguments arguments, CallOptions? options)
    {
        try
        {
            return encoder.Request(call, arguments, options);
        }
        catch
        {
            pending.Take(call.Id);
            throw;
        }
    }

    /// <summary>Whether the call is open now; if not, it has ended without being sent.</summary>
    private bool TryAdd<T>(PendingCall<T> call, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            call.Refuse(cancellationToken);
            return false;
        }

        try
        {
            pending.Add(call);
            return true;
        }
        catch (Exception error) when (error is NodePipeException or InvalidOperationException)
        {
            call.Refuse(error);
            return false;
        }
    }
}
