using System.Buffers;

namespace NodePipe.Framing;

/// <summary>
/// Bytes that have come, cut into frames in time linear in their size: every byte is looked at once, and copied a constant
/// number of times however long its frame is. Its memory grows with what comes, never by announcement. Does no reading itself.
/// </summary>
internal abstract class FrameReader
{
    public const int DefaultMaxFrameLength = 256 * 1024 * 1024;

    private const int UsualSize = 64 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(UsualSize);
    private int _start;
    private int _end;

    /// <param name="maxFrameLength">The longest frame in bytes, without what marks it off.</param>
    protected FrameReader(int maxFrameLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxFrameLength);
        MaxFrameLength = maxFrameLength;
    }

    protected int MaxFrameLength { get; }

    /// <summary>What has come and is not taken.</summary>
    protected ReadOnlySpan<byte> Waiting => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Where the next bytes go. Frames taken before are no longer valid.</summary>
    public Memory<byte> GetMemory()
    {
        MakeRoom();
        return _bytes.AsMemory(_end);
    }

    /// <summary>This many bytes have been put there.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>The next whole frame, without what marks it off; valid until the next <see cref="GetMemory"/>.</summary>
    /// <exception cref="NodeProtocolException">It is longer than the limit, or what stands before it is malformed.</exception>
    public abstract bool TryTakeFrame(out ReadOnlyMemory<byte> frame);

    /// <summary>At end of file: a last frame that needs no end; false where nothing is left.</summary>
    /// <exception cref="NodeProtocolException">The last frame is longer than the limit.</exception>
    /// <exception cref="EndOfStreamException">The end has come in the middle of a frame.</exception>
    public abstract bool TryTakeRest(out ReadOnlyMemory<byte> frame);

    /// <summary>Takes bytes that are no frame, as many as are there and fit; the result is their number.</summary>
    public int TakeBytes(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, _end - _start);
        Take(count).Span.CopyTo(destination);
        return count;
    }

    /// <summary>Takes so many bytes of what waits.</summary>
    protected ReadOnlyMemory<byte> Take(int count)
    {
        ReadOnlyMemory<byte> taken = _bytes.AsMemory(_start, count);
        _start += count;
        return taken;
    }

    /// <summary>Moves what is left to the front, into a buffer twice the size where it fills this one.</summary>
    private void MakeRoom()
    {
        int kept = _end - _start;
        bool isFull = kept == _bytes.Length;
        bool isOversized = kept == 0 && _bytes.Length > 2 * UsualSize;
        if (kept == Array.MaxLength)
        {
            throw new NodeProtocolException($"A frame does not fit into {kept} bytes, the longest array there is.");
        }

        if (isFull || isOversized)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(isFull ? (int)Math.Min(2L * kept, Array.MaxLength) : UsualSize);
            _bytes.AsSpan(_start, kept).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        else if (_start > 0 && (kept == 0 || _end == _bytes.Length))
        {
            _bytes.AsSpan(_start, kept).CopyTo(_bytes);
        }
        else
        {
            return;
        }

        _end = kept;
        _start = 0;
    }
}
