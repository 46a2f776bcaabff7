using NodePipe.Transport;

namespace NodePipe.Rpc.Streams;

/// <summary>A sequence of chunks, read as a <see cref="Stream"/>. Disposing it tells the other side to stop.</summary>
internal sealed class SequenceStream(IncomingStream<byte[]> chunks) : OneWayStream
{
    private readonly IAsyncEnumerator<byte[]> _chunks = chunks.GetAsyncEnumerator();
    private Task<bool>? _next;
    private ReadOnlyMemory<byte> _rest;
    private bool _isDisposed;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        while (_rest.Length == 0 && buffer.Length > 0)
        {
            // A read that is cancelled leaves the wait for the next chunk to the read after it.
            _next ??= _chunks.MoveNextAsync().AsTask();
            bool isThere = await _next.WaitAsync(cancellationToken).ConfigureAwait(false);
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!isThere)
            {
                return 0;
            }

            _next = null;
            _rest = _chunks.Current;
        }

        int count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // The enumerator itself cannot be disposed of while it waits; this ends its wait.
            _isDisposed = true;
            chunks.Cancel();
        }

        base.Dispose(disposing);
    }
}
