namespace NodePipe.Transport;

/// <summary>
/// A pipe within this process. Like one of the system it holds so many bytes and no more; it is read by one at a time, and
/// written by one at a time.
/// </summary>
internal sealed class MemoryPipe
{
    /// <summary>How many bytes it holds.</summary>
    public const int Capacity = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly byte[] _bytes = new byte[Capacity];
    private int _start;
    private int _count;
    private bool _isReaderGone;
    private bool _isWriterGone;
    private TaskCompletionSource? _change;

    public MemoryPipe()
    {
        Reader = new ReadingEnd(this);
        Writer = new WritingEnd(this);
    }

    public Stream Reader { get; }

    public Stream Writer { get; }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task change;
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isReaderGone, Reader);
                if (_count > 0 || _isWriterGone || buffer.Length == 0)
                {
                    return TakeLocked(buffer.Span);
                }

                change = WhenChangedLocked();
            }

            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task change;
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isWriterGone, Writer);
                if (_isReaderGone)
                {
                    throw new IOException("The pipe is broken: nobody reads it any more.");
                }

                buffer = buffer[PutLocked(buffer.Span)..];
                if (buffer.Length == 0)
                {
                    return;
                }

                change = WhenChangedLocked();
            }

            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private int TakeLocked(Span<byte> destination)
    {
        int taken = 0;
        while (taken < destination.Length && _count > 0)
        {
            int piece = Math.Min(Math.Min(destination.Length - taken, _count), Capacity - _start);
            _bytes.AsSpan(_start, piece).CopyTo(destination[taken..]);
            _start = (_start + piece) % Capacity;
            _count -= piece;
            taken += piece;
        }

        TellLocked();
        return taken;
    }

    private int PutLocked(ReadOnlySpan<byte> source)
    {
        int put = 0;
        while (put < source.Length && _count < Capacity)
        {
            int end = (_start + _count) % Capacity;
            int piece = Math.Min(Math.Min(source.Length - put, Capacity - _count), Capacity - end);
            source.Slice(put, piece).CopyTo(_bytes.AsSpan(end));
            _count += piece;
            put += piece;
        }

        TellLocked();
        return put;
    }

    private void End(ref bool isGone)
    {
        lock (_lock)
        {
            isGone = true;
            TellLocked();
        }
    }

    private Task WhenChangedLocked() =>
        (_change ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void TellLocked()
    {
        _change?.SetResult();
        _change = null;
    }

    private sealed class ReadingEnd(MemoryPipe pipe) : OneWayStream
    {
        public override bool CanRead => true;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            pipe.ReadAsync(buffer, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            pipe.End(ref pipe._isReaderGone);
            base.Dispose(disposing);
        }
    }

    private sealed class WritingEnd(MemoryPipe pipe) : OneWayStream
    {
        public override bool CanRead => false;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            pipe.WriteAsync(buffer, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            pipe.End(ref pipe._isWriterGone);
            base.Dispose(disposing);
        }
    }
}
