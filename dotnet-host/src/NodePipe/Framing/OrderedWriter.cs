namespace NodePipe.Framing;

/// <summary>Lets one writer after another write to a stream, in the order of their calls, and closes it behind the last one.</summary>
/// <param name="stream">Where it all goes.</param>
/// <param name="close">Closes it. Default: disposes it.</param>
#pragma warning disable CA1001 // To dispose the semaphore would leave those who wait for their turn waiting for ever.
internal abstract class OrderedWriter(Stream stream, Func<ValueTask>? close)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _turn = new(1);
    private Exception? _failure;
    private volatile bool _isClosed;

    /// <summary>Closes the stream behind what was given before: the other side sees no half of it.</summary>
    public async Task CompleteAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            _isClosed = true;
            await (close ?? stream.DisposeAsync)().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Refuses those whose turn has not come.</summary>
    public void Close() => _isClosed = true;

    /// <summary>Waits for the turn. Whoever has got it must <see cref="Exit"/>.</summary>
    /// <exception cref="ObjectDisposedException">The writer was closed before the turn came.</exception>
    /// <exception cref="IOException">What came before is torn, so nothing can follow it.</exception>
    protected async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_failure is not null)
            {
                throw new IOException($"What came before it could not be written whole: {_failure.Message}", _failure);
            }
        }
        catch
        {
            Exit();
            throw;
        }
    }

    protected void Exit() => _turn.Release();

    /// <summary>Writes a part of what whoever has the turn writes.</summary>
    /// <remarks>No token goes with it: a cancelled write leaves half of the bytes in the pipe.</remarks>
    protected async ValueTask PutAsync(ReadOnlyMemory<byte> bytes, bool isLast)
    {
        try
        {
            await stream.WriteAsync(bytes, CancellationToken.None).ConfigureAwait(false);
            if (isLast)
            {
                // A stream of the caller's may keep bytes back.
                await stream.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            _failure = error;
            throw;
        }
    }
}
