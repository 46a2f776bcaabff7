using System.Runtime.CompilerServices;
using NodePipe.Errors;
using NodePipe.Framing;
using NodePipe.Hosting;

namespace NodePipe;

/// <summary>
/// Frames of bytes in both directions over any endpoint: for programs that speak neither JSON-RPC nor text, or that are to be
/// spoken to byte by byte. It reads ahead from the beginning, up to <see cref="MessageChannelOptions.MaxWaitingBytes"/>.
/// </summary>
/// <remarks>Sending and reading may go on at the same time, from any thread; one at a time reads.</remarks>
public sealed class MessageChannel : IAsyncDisposable
{
    /// <summary>For how long the end of a process at the other side is waited for, once it has closed its pipe.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly Endpoint _endpoint;
    private readonly TimeProvider _clock;
    private readonly FrameInbox<byte[]> _inbox;
    private readonly FrameWriter _writer;
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Disposal _disposal;
    private int _isReading;
    private volatile bool _isCompleted;

    /// <summary>Makes a channel, which reads from now on.</summary>
    /// <param name="endpoint">What carries it. The channel disposes it.</param>
    /// <param name="options">How frames are told apart. Default: lines.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names every fault.</exception>
    /// <exception cref="InvalidOperationException">The endpoint is in use already.</exception>
    /// <exception cref="ObjectDisposedException">The endpoint is disposed.</exception>
    public MessageChannel(Endpoint endpoint, MessageChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        options = (options ?? new MessageChannelOptions()).Take();
        endpoint.Take();
        _endpoint = endpoint;
        _clock = options.TimeProvider;
        _disposal = new Disposal(DisposeOnceAsync);
        _writer = new FrameWriter(endpoint.Output, options.Framing, endpoint.CloseOutputAsync);
        endpoint.CompleteWriting = _writer.CompleteAsync;
        _inbox = new FrameInbox<byte[]>(
            endpoint.Input, options.Framing.CreateReader(options.MaxMessageLength), frame => frame.ToArray(), options.MaxWaitingBytes, OnEnd);
    }

    /// <summary>
    /// Completes when the other side has said all, or this channel is disposed. Where it ended otherwise, this fails with the
    /// reason that readers get: a <see cref="NodeExitedException"/> or a <see cref="NodeProtocolException"/>, say. It may be left
    /// alone. Frames that came before may still wait for their reader.
    /// </summary>
    public Task Completion => _completion.Task;

    /// <summary>Sends a frame, whole; the task completes when it is written, so who sends too fast waits for the other side.</summary>
    /// <param name="frame">The bytes, to be left alone until then.</param>
    /// <param name="cancellationToken">
    /// Withdraws the frame as long as none of it is written. One that has begun waits for the other side, or for the disposal of
    /// the channel.
    /// </param>
    /// <exception cref="ArgumentException">The frame holds what the framing ends frames with.</exception>
    /// <exception cref="NodeExitedException">The process at the other side is gone.</exception>
    /// <exception cref="NodePipeException">The other side no longer reads, or has broken a rule of the framing.</exception>
    /// <exception cref="InvalidOperationException">The channel was told that nothing more comes.</exception>
    /// <exception cref="ObjectDisposedException">The channel is disposed.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        try
        {
            await _writer.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            ThrowIfClosed();
            throw await ExplainSendingAsync(error).ConfigureAwait(false);
        }
    }

    /// <summary>Tells the other side that nothing more comes: behind the frames that were sent before it sees the end.</summary>
    public Task CompleteAsync()
    {
        _isCompleted = true;
        return _writer.CompleteAsync();
    }

    /// <summary>
    /// The frames that the other side sends, as they come, until it has said all. Leaving the enumeration loses none: the next
    /// one goes on where it stopped.
    /// </summary>
    /// <exception cref="NodeExitedException">The process at the other side was killed or ended with another code than 0.</exception>
    /// <exception cref="NodeProtocolException">A frame is malformed, over the limit or torn; the channel is closed.</exception>
    /// <exception cref="NodePipeException">The input failed.</exception>
    /// <exception cref="InvalidOperationException">Another reader is reading.</exception>
    /// <exception cref="ObjectDisposedException">The channel is disposed.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await ReadAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false) is { Frame: ReadOnlyMemory<byte> frame })
        {
            yield return frame;
        }
    }

    /// <summary>The next frame, the end, or nothing yet; no byte is lost whatever of them it is.</summary>
    /// <param name="timeout">
    /// For how long a frame is waited for: 0 (only what is there) to 49 days, or <see cref="Timeout.InfiniteTimeSpan"/>. Behind the
    /// last frame the reason of the end is waited for, up to a second.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; what comes later is read by the next call.</param>
    /// <exception cref="ArgumentException">The time-out is negative, or too long.</exception>
    /// <exception cref="NodeExitedException">The process at the other side was killed or ended with another code than 0.</exception>
    /// <exception cref="NodeProtocolException">A frame is malformed, over the limit or torn; the channel is closed.</exception>
    /// <exception cref="NodePipeException">The input failed.</exception>
    /// <exception cref="InvalidOperationException">Another reader is reading.</exception>
    /// <exception cref="ObjectDisposedException">The channel is disposed.</exception>
    public async ValueTask<MessageRead> ReadAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (OptionFaults.OfTimeout(nameof(timeout), timeout, allowsZero: true) is string fault)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), $"{fault}.");
        }

        ObjectDisposedException.ThrowIf(_disposal.HasBegun, this);
        if (Interlocked.Exchange(ref _isReading, 1) != 0)
        {
            throw new InvalidOperationException("The channel is being read already. End that reading first.");
        }

        try
        {
            Received<byte[]> received = timeout == Timeout.InfiniteTimeSpan
                ? await _inbox.ReadAsync(cancellationToken).ConfigureAwait(false)
                : await _inbox.ReadAsync(timeout, _clock, cancellationToken).ConfigureAwait(false);
            return received.HasFrame ? MessageRead.OfFrame(received.Frame)
                : received.IsEnd ? await EndAsync(cancellationToken).ConfigureAwait(false)
                : default;
        }
        finally
        {
            Volatile.Write(ref _isReading, 0);
        }
    }

    /// <summary>
    /// Closes both directions at once: what waits to be sent or read is lost; <see cref="CompleteAsync"/> before lets it go out. A
    /// process at the other side sees end of file, and is not stopped.
    /// </summary>
    public ValueTask DisposeAsync() => _disposal.RunAsync();

    private async Task DisposeOnceAsync()
    {
        End(null);
        _inbox.Abandon();
        await CloseAsync().ConfigureAwait(false);
    }

    private ValueTask CloseAsync()
    {
        _writer.Close();
        return _endpoint.DisposeAsync();
    }

    /// <summary>The end, for a reader that has read all.</summary>
    private async ValueTask<MessageRead> EndAsync(CancellationToken cancellationToken)
    {
        Exception? reason = await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        ObjectDisposedException.ThrowIf(_disposal.HasBegun, this);
        return reason is null ? MessageRead.End : throw reason;
    }

    /// <summary>Called by the reader of bytes, which must not wait.</summary>
    private void OnEnd(Exception? failure) => _ = Task.Run(async () => End(await FindReasonAsync(failure).ConfigureAwait(false)));

    private void End(Exception? reason)
    {
        if (!_ended.TrySetResult(reason))
        {
            return;
        }

        if (reason is null)
        {
            _completion.SetResult();
            return;
        }

        _completion.SetException(reason);

        // Who has no interest in it may leave it alone.
        _ = _completion.Task.Exception;
    }

    private async Task<Exception?> FindReasonAsync(Exception? failure)
    {
        try
        {
            if (failure is NodeProtocolException)
            {
                // Nothing can be understood behind it, so the other side is to see that nobody listens.
                await CloseAsync().ConfigureAwait(false);
                return failure;
            }

            Exception? end = await _endpoint.ExplainEndAsync(Moment, _clock).ConfigureAwait(false);
            return end is NodeExitedException and not { ExitCode: 0, Signal: null } ? end : failure switch
            {
                null => null,
                EndOfStreamException torn => new NodeProtocolException(torn.Message, end ?? torn),
                _ => new NodePipeException($"The channel failed: {failure.Message}", failure),
            };
        }
#pragma warning disable CA1031 // Whatever it is: who reads must not wait for ever.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return failure ?? new NodePipeException($"The channel ended, and the reason could not be found out: {error.Message}", error);
        }
    }

    private async Task<Exception> ExplainSendingAsync(Exception failure)
    {
        Exception? reason = _ended.Task.IsCompleted
            ? await _ended.Task.ConfigureAwait(false)
            : await _endpoint.ExplainEndAsync(Moment, _clock).ConfigureAwait(false);
        return reason as NodeExitedException
            ?? new NodePipeException($"The frame was not sent: {(reason ?? failure).Message}", reason ?? failure);
    }

    private void ThrowIfClosed()
    {
        ObjectDisposedException.ThrowIf(_disposal.HasBegun, this);
        if (_isCompleted)
        {
            throw new InvalidOperationException("CompleteAsync told the other side that nothing more comes; no frame can be sent after it.");
        }
    }
}
