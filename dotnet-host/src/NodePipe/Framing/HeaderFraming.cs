using System.Globalization;

namespace NodePipe.Framing;

/// <summary><see cref="MessageFraming.Headers"/>.</summary>
internal sealed class HeaderFraming : MessageFraming
{
    private const int MostDigits = 10;

    private static ReadOnlySpan<byte> Name => "Content-Length: "u8;

    private static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    internal override int MaxHeaderLength => Name.Length + MostDigits + End.Length;

    internal override FrameReader CreateReader(int maxFrameLength) => new HeaderReader(maxFrameLength);

    internal override int WriteHeader(Span<byte> destination, int length)
    {
        Name.CopyTo(destination);
        length.TryFormat(destination[Name.Length..], out int digits, default, CultureInfo.InvariantCulture);
        int end = Name.Length + digits;
        End.CopyTo(destination[end..]);
        return end + End.Length;
    }
}
