using System.Buffers;
using System.Globalization;
using System.Text;

namespace NodePipe.Framing;

/// <summary>Frames behind headers, of which <c>Content-Length</c> counts. A header is taken as soon as its line has come.</summary>
/// <param name="maxFrameLength">The longest frame in bytes, without its headers.</param>
internal sealed class HeaderReader(int maxFrameLength) : CountedReader(maxFrameLength)
{
    /// <summary>The most bytes that the headers of one frame may take, the empty line among them.</summary>
    public const int MaxHeadersLength = 8192;

    private const int MostShown = 100;

    // As in HTTP. A message without headers, such as a line of JSON, holds a colon too: it must not be taken for one.
    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // How much of the headers has been taken, and of the open line has been looked at.
    private int _taken;
    private int _searched;
    private long? _length;

    private static ReadOnlySpan<byte> LengthName => "Content-Length"u8;

    protected override long? TryTakeLength()
    {
        while (TryTakeLine(out ReadOnlySpan<byte> line))
        {
            if (line.Length > 0)
            {
                Note(line);
                continue;
            }

            long length = _length ?? throw new NodeProtocolException(
                "The headers of a frame hold no Content-Length, so its length is not known. Send one before every frame.");
            _length = null;
            _taken = 0;
            return length;
        }

        return null;
    }

    protected override string? TornLength() =>
        _taken + Waiting.Length == 0 ? null : $"{_taken + Waiting.Length} bytes of its headers";

    private bool TryTakeLine(out ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> waiting = Waiting;
        int length = waiting[_searched..].IndexOf((byte)'\n');
        int end = length < 0 ? waiting.Length : _searched + length + 1;
        if (_taken + end > MaxHeadersLength)
        {
            throw new NodeProtocolException($"The headers of a frame are longer than {MaxHeadersLength} bytes.");
        }

        if (length < 0)
        {
            _searched = waiting.Length;
            line = default;
            return false;
        }

        _taken += end;
        _searched = 0;
        line = Take(end).Span[..^1];
        line = line is [.., (byte)'\r'] ? line[..^1] : line;
        return true;
    }

    private void Note(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(NameBytes))
        {
            throw new NodeProtocolException(
                $"'{Shown(line)}' stands where the headers of a frame are expected, and is none. Does the other side print something else there?");
        }

        if (!Ascii.EqualsIgnoreCase(line[..colon], LengthName))
        {
            return;
        }

        if (!long.TryParse(line[(colon + 1)..], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long length))
        {
            throw new NodeProtocolException($"The header '{Shown(line)}' holds no number of bytes.");
        }

        if (_length is not null && _length != length)
        {
            throw new NodeProtocolException($"The headers of a frame hold two lengths: {_length} and {length}.");
        }

        _length = length;
    }

    /// <summary>The line as people can read it: without control characters, and not too long.</summary>
    private static string Shown(ReadOnlySpan<byte> line)
    {
        string text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, MostShown)]);
        return string.Concat(text.Select(letter => char.IsControl(letter) ? '\ufffd' : letter)) + (line.Length > MostShown ? "…" : "");
    }
}
