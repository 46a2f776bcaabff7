using System.Buffers.Text;

namespace NodePipe.Framing;

/// <summary>
/// Bytes that have come, cut into frames and the attachments that some of them announce. Does no reading itself: what
/// owns the descriptor fills <see cref="GetMemory"/>, and attachments land straight in their own arrays.
/// </summary>
/// <param name="maxFrameLength">The longest frame in bytes, without what marks it off.</param>
/// <param name="valueOf">Asked for the long value that a frame is a chunk of; null where there are none.</param>
/// <param name="framing">How frames are told apart. Default: lines.</param>
internal sealed class MessageReader(
    int maxFrameLength = FrameReader.DefaultMaxFrameLength, ChunkedValue? valueOf = null, MessageFraming? framing = null)
{
    /// <summary>The most bytes that may be attached to one message.</summary>
    public const int MaxAttachedLength = 1024 * 1024;

    /// <summary>The most attachments that one message may have.</summary>
    public const int MaxAttachments = 65_536;

    private readonly FrameReader _frames = (framing ?? MessageFraming.Lines).CreateReader(maxFrameLength);
    private byte[]? _line;
    private Attachment[] _attachments = [];
    private int _attachment;
    private int _missing;
    private bool _isChunk;

    private static ReadOnlySpan<byte> Announcement => "{\"$bin\":["u8;

    private bool IsInAttachment => _line is not null && _attachment < _attachments.Length;

    /// <summary>Where the next bytes go. Messages read before are no longer valid.</summary>
    public Memory<byte> GetMemory() => IsInAttachment ? _attachments[_attachment].GetRoom(_missing) : _frames.GetMemory();

    /// <summary>This many bytes have been put there.</summary>
    public void Advance(int count)
    {
        if (IsInAttachment)
        {
            Fill(count);
        }
        else
        {
            _frames.Advance(count);
        }
    }

    /// <summary>The next whole message, if it has come.</summary>
    /// <exception cref="NodeProtocolException">It is longer than the limit, or attaches what it must not.</exception>
    public bool TryRead(out IncomingMessage message)
    {
        if (_line is null)
        {
            if (!_frames.TryTakeFrame(out ReadOnlyMemory<byte> line))
            {
                message = default;
                return false;
            }

            if (!line.Span.StartsWith(Announcement) || LengthsOf(line.Span) is not List<int> lengths)
            {
                message = new IncomingMessage(line, []);
                return true;
            }

            BeginAttachments(line.Span, lengths);
            _line = line.ToArray();
        }

        return TryReadAttachments(out message);
    }

    /// <summary>At end of file: a last frame that needs no end.</summary>
    /// <exception cref="NodeProtocolException">It is longer than the limit.</exception>
    /// <exception cref="EndOfStreamException">A frame, or the attachments of a message, have not all come.</exception>
    public bool TryReadRest(out IncomingMessage message)
    {
        if (_line is not null)
        {
            throw new EndOfStreamException("The connection ended in the middle of a message's attachments.");
        }

        bool isThere = _frames.TryTakeRest(out ReadOnlyMemory<byte> line);
        message = new IncomingMessage(line, []);
        return isThere;
    }

    private bool TryReadAttachments(out IncomingMessage message)
    {
        while (_attachment < _attachments.Length)
        {
            Fill(_frames.TakeBytes(_attachments[_attachment].GetRoom(_missing).Span));
            if (_missing > 0)
            {
                message = default;
                return false;
            }

            _attachment++;
            _missing = _attachment < _attachments.Length ? _attachments[_attachment].Length : 0;
        }

        message = new IncomingMessage(_line, _attachments, _isChunk);
        // Nothing is kept of it here until the next one comes.
        _line = null;
        _attachments = [];
        return true;
    }

    private void Fill(int count)
    {
        _attachments[_attachment].Advance(count);
        _missing -= count;
    }

    private void BeginAttachments(ReadOnlySpan<byte> line, List<int> lengths)
    {
        _attachment = 0;
        _missing = lengths.Count > 0 ? lengths[0] : 0;
        Attachment? chunked = lengths.Count == 1 ? valueOf?.Invoke(line, lengths[0]) : null;
        _isChunk = chunked is not null;
        bool isPooled = !_isChunk && IncomingMessage.SeemsToHoldText(line);
        _attachments = chunked is not null ? [chunked] : [.. lengths.Select(length => new Attachment(length, isPooled))];
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
            if (lengths.Count == MaxAttachments)
            {
                throw new NodeProtocolException($"A message announces more than {MaxAttachments} attachments.");
            }

            lengths.Add((int)length);
            rest = number[digits..];
        }

        return total <= MaxAttachedLength ? lengths : throw new NodeProtocolException(
            $"A message announces attachments of more than {MaxAttachedLength} bytes together.");
    }
}

/// <summary>The long value that a line with so many bytes attached is a chunk of, and takes them; null where it is no chunk.</summary>
internal delegate Attachment? ChunkedValue(ReadOnlySpan<byte> line, int length);
