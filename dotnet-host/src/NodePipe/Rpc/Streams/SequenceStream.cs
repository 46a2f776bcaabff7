using NodePipe.Transport;

namespace NodePipe.Rpc.Streams;

/// <summary>A sequence of chunks, read as a <see cref="Stream"/>. Disposing it tells the other side to stop.</summary>
internal sealed class SequenceStream(IAsyncEnumerable<byte[]> chunks) : OneWayStream
{
    private readonly IAsyncEnumerator<byte[]> _chunks = chunks.GetAsyncEnumerator();
    private ReadOnlyMemory<byte> _rest;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (_rest.Length == 0 && buffer.Length > 0)
        {
            if (!await _chunks.MoveNextAsync().ConfigureAwait(false))
            {
                return 0;
            }

            _rest = _chunks.Current;
        }

        int count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await _chunks.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _chunks.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }
}
