namespace NodePipe.Framing;

/// <summary><see cref="MessageFraming.Lines"/>.</summary>
internal sealed class LineFraming : MessageFraming
{
    internal override FrameReader CreateReader(int maxFrameLength) => new LineReader(maxFrameLength);

    /// <summary>One CR before the LF belongs to the end of the line, so a frame that ends in one gets another behind it.</summary>
    internal override ReadOnlySpan<byte> TrailerOf(ReadOnlySpan<byte> frame) => frame is [.., (byte)'\r'] ? "\r\n"u8 : "\n"u8;

    internal override void ThrowIfUnsendable(ReadOnlySpan<byte> frame)
    {
        if (frame.Contains((byte)'\n'))
        {
            throw new ArgumentException(
                "A line cannot hold a line end (LF). Send it as several lines, or choose MessageFraming.LengthPrefixed.", nameof(frame));
        }
    }
}
