namespace NodePipe.Transport;

/// <summary>Reads a stream asynchronously: what works everywhere.</summary>
internal sealed class StreamSource(Stream stream, CancellationToken writerGone) : ByteSource
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    // Twice what an unprivileged process may have a pipe hold. More than that is from whoever else writes.
    private const int MostInPipe = 2 * 1024 * 1024;

    private readonly SemaphoreSlim _resumed = new(0);
    private int _leftInPipe = MostInPipe;
    private volatile bool _isDisposed;

    public override void Start(IByteReceiver receiver) => _ = Task.Run(() => ReadAsync(receiver));

    public override void Resume() => _resumed.Release();

    public override ValueTask DisposeAsync()
    {
        _isDisposed = true;
        _resumed.Release();
        return stream.DisposeAsync();
    }

    private async Task ReadAsync(IByteReceiver receiver)
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                int count = await ReadAsync(receiver.GetMemory()).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                bool mayContinue = receiver.Advance(count);
                receiver.Release(isThreadSpare: false);
                if (!mayContinue)
                {
                    await _resumed.WaitAsync().ConfigureAwait(false);
                }
            }
        }
        catch (Exception error) when (error is ObjectDisposedException or OperationCanceledException || _isDisposed)
        {
            // The stream was torn down on this side: the same as its end.
        }
#pragma warning disable CA1031 // Whatever the receiver could not take is what it is told at the end.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error;
        }

        receiver.End(failure);
    }

    private async ValueTask<int> ReadAsync(Memory<byte> memory)
    {
        if (!writerGone.IsCancellationRequested)
        {
            try
            {
                return await stream.ReadAsync(memory, writerGone).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (writerGone.IsCancellationRequested)
            {
            }
        }

        if (_leftInPipe <= 0)
        {
            return 0;
        }

        // All that was written is there already: a read that takes long has no more to get.
        using CancellationTokenSource moment = new(Moment);
        int count = await stream.ReadAsync(memory, moment.Token).ConfigureAwait(false);
        _leftInPipe -= count;
        return count;
    }
}
