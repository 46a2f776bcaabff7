using System.Buffers.Text;
using NodePipe.Errors;

namespace NodePipe.Framing;

/// <summary>
/// Bytes that have come, cut into lines and the attachments that some of them announce. Does no reading itself: what
/// owns the descriptor fills <see cref="GetMemory"/>, and attachments land straight in their own arrays.
/// </summary>
/// <param name="maxLineLength">The longest line in bytes, without its end.</param>
/// <param name="placeFor">Asked for the place of each attachment; null for an array of its own.</param>
internal sealed class MessageReader(int maxLineLength = LineReader.DefaultMaxLineLength, AttachmentPlace? placeFor = null)
{
    /// <summary>The most bytes that may be attached to one message.</summary>
    public const int MaxAttachedLength = 1024 * 1024;

    private readonly LineReader _lines = new(maxLineLength);
    private byte[]? _line;
    private Memory<byte>[] _attachments = [];
    private int _attachment;
    private int _filled;
    private bool _isRented;

    private static ReadOnlySpan<byte> Announcement => "{\"$bin\":["u8;

    /// <summary>Where the next bytes go. Messages read before are no longer valid.</summary>
    public Memory<byte> GetMemory() => _line is not null && _attachment < _attachments.Length
        ? _attachments[_attachment][_filled..]
        : _lines.GetMemory();

    /// <summary>This many bytes have been put there.</summary>
    public void Advance(int count)
    {
        if (_line is not null && _attachment < _attachments.Length)
        {
            _filled += count;
        }
        else
        {
            _lines.Advance(count);
        }
    }

    /// <summary>The next whole message, if it has come.</summary>
    /// <exception cref="NodeProtocolException">It is longer than the limit, or attaches what it must not.</exception>
    public bool TryRead(out IncomingMessage message)
    {
        if (_line is null)
        {
            if (!_lines.TryTakeLine(out ReadOnlyMemory<byte> line))
            {
                message = default;
                return false;
            }

            if (!line.Span.StartsWith(Announcement) || LengthsOf(line.Span) is not List<int> lengths)
            {
                message = new IncomingMessage(line, []);
                return true;
            }

            _attachments = Allocate(line.Span, lengths);
            _line = line.ToArray();
            _attachment = 0;
            _filled = 0;
        }

        return TryReadAttachments(out message);
    }

    /// <summary>At end of file: a last line that lacks its end.</summary>
    public bool TryReadRest(out IncomingMessage message)
    {
        if (_line is not null)
        {
            throw new NodeProtocolException("The connection ended in the middle of a message's attachments.");
        }

        bool isThere = _lines.TryTakeRest(out ReadOnlyMemory<byte> line);
        message = new IncomingMessage(line, []);
        return isThere;
    }

    private bool TryReadAttachments(out IncomingMessage message)
    {
        for (; _attachment < _attachments.Length; _attachment++, _filled = 0)
        {
            Memory<byte> attachment = _attachments[_attachment];
            _filled += _lines.TakeBytes(attachment.Span[_filled..]);
            if (_filled < attachment.Length)
            {
                message = default;
                return false;
            }
        }

        message = new IncomingMessage(_line, Array.ConvertAll(_attachments, attachment => (ReadOnlyMemory<byte>)attachment), _isRented);
        _line = null;
        return true;
    }

    private Memory<byte>[] Allocate(ReadOnlySpan<byte> line, List<int> lengths)
    {
        Memory<byte>[] attachments = new Memory<byte>[lengths.Count];
        _isRented = IncomingMessage.HoldsTextOnly(line);
        for (int i = 0; i < attachments.Length; i++)
        {
            attachments[i] = placeFor?.Invoke(line, lengths[i]) ?? IncomingMessage.ArrayFor(lengths[i], _isRented).AsMemory(0, lengths[i]);
        }

        return attachments;
    }

    /// <summary>The lengths that a line announces; null where what it begins with is no list of lengths.</summary>
    private static List<int>? LengthsOf(ReadOnlySpan<byte> line)
    {
        List<int> lengths = [];
        long total = 0;
        ReadOnlySpan<byte> rest = line[Announcement.Length..];
        while (rest is not [(byte)']', ..])
        {
            ReadOnlySpan<byte> number = lengths.Count == 0 ? rest : rest is [(byte)',', ..] ? rest[1..] : [];
            if (number is not [>= (byte)'0' and <= (byte)'9', ..] || !Utf8Parser.TryParse(number, out long length, out int digits)
                || (digits > 1 && number[0] == (byte)'0'))
            {
                return null;
            }

            // No more of it than is too much: the sum of what a peer writes here may pass every integer.
            length = Math.Min(length, MaxAttachedLength + 1);
            total += length;
            lengths.Add((int)length);
            rest = number[digits..];
        }

        return total <= MaxAttachedLength ? lengths : throw new NodeProtocolException(
            $"A message announces attachments of more than {MaxAttachedLength} bytes together.");
    }
}

/// <summary>Where an attachment of this length shall go, by the line that announces it; null for an array of its own.</summary>
internal delegate Memory<byte>? AttachmentPlace(ReadOnlySpan<byte> line, int length);
