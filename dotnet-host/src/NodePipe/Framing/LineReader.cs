using System.Buffers;
using NodePipe.Errors;

namespace NodePipe.Framing;

/// <summary>
/// Bytes that have come, cut into lines ended by LF or CRLF, in time linear in their size: every byte is looked at
/// once, and copied a constant number of times however long its line is. Does no reading itself.
/// </summary>
internal sealed class LineReader
{
    public const int DefaultMaxLineLength = 256 * 1024 * 1024;

    private const int UsualSize = 64 * 1024;
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private readonly int _maxLineLength;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(UsualSize);
    private int _start;
    private int _scanned;
    private int _end;

    /// <param name="maxLineLength">The longest line in bytes, without its end.</param>
    public LineReader(int maxLineLength = DefaultMaxLineLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxLineLength);
        _maxLineLength = maxLineLength;
    }

    /// <summary>Where the next bytes go. Lines taken before are no longer valid.</summary>
    public Memory<byte> GetMemory()
    {
        MakeRoom();
        return _bytes.AsMemory(_end);
    }

    /// <summary>This many bytes have been put there.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>The next whole line without its end, valid until the next <see cref="GetMemory"/>.</summary>
    /// <exception cref="NodeProtocolException">The line is longer than the limit.</exception>
    public bool TryTakeLine(out ReadOnlyMemory<byte> line)
    {
        int length = _bytes.AsSpan(_scanned, _end - _scanned).IndexOf(LineFeed);
        if (length < 0)
        {
            // One byte over the limit may be the CR of a line end.
            _scanned = _end;
            ThrowIfTooLong(_end - _start - 1);
            line = default;
            return false;
        }

        int lineEnd = _scanned + length;
        line = WithoutCarriageReturn(lineEnd);
        _start = _scanned = lineEnd + 1;
        ThrowIfTooLong(line.Length);
        return true;
    }

    /// <summary>At end of file: a last line that lacks its end.</summary>
    public bool TryTakeRest(out ReadOnlyMemory<byte> line)
    {
        line = WithoutCarriageReturn(_end);
        bool isThere = _end > _start;
        _start = _scanned = _end;
        ThrowIfTooLong(line.Length);
        return isThere;
    }

    /// <summary>Takes bytes that are no line, as many as are there and fit; the result is their number.</summary>
    public int TakeBytes(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, _end - _start);
        _bytes.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        _scanned = _start;
        return count;
    }

    private ReadOnlyMemory<byte> WithoutCarriageReturn(int lineEnd)
    {
        int end = lineEnd > _start && _bytes[lineEnd - 1] == CarriageReturn ? lineEnd - 1 : lineEnd;
        return _bytes.AsMemory(_start, end - _start);
    }

    private void ThrowIfTooLong(int length)
    {
        if (length > _maxLineLength)
        {
            throw new NodeProtocolException(
                $"A line is longer than the limit of {_maxLineLength} bytes. Raise the limit, or send less in one line.");
        }
    }

    /// <summary>Moves what is left of the line to the front, into a buffer twice the size where it fills this one.</summary>
    private void MakeRoom()
    {
        int kept = _end - _start;
        bool isFull = kept == _bytes.Length;
        bool isOversized = kept == 0 && _bytes.Length > 2 * UsualSize;
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

        _scanned -= _start;
        _end = kept;
        _start = 0;
    }
}
