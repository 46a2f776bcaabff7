namespace NodePipe.Framing;

/// <summary>Lines ended by LF or CR LF; the last one may lack its end.</summary>
/// <param name="maxFrameLength">The longest line in bytes, without its end.</param>
internal sealed class LineReader(int maxFrameLength = FrameReader.DefaultMaxFrameLength) : TerminatedReader((byte)'\n', maxFrameLength)
{
    private const byte CarriageReturn = (byte)'\r';

    /// <summary>The CR.</summary>
    protected override int LongestPartOfEnd => 1;

    /// <inheritdoc/>
    public override bool TryTakeRest(out ReadOnlyMemory<byte> frame)
    {
        bool isThere = Waiting.Length > 0;
        frame = TakeAll();
        ThrowIfTooLong(frame.Length);
        return isThere;
    }

    protected override ReadOnlyMemory<byte> WithoutPartOfEnd(ReadOnlyMemory<byte> frame) =>
        frame.Span is [.., CarriageReturn] ? frame[..^1] : frame;

    protected override void ThrowIfTooLong(int length)
    {
        if (length > MaxFrameLength)
        {
            throw new NodeProtocolException(
                $"A line is longer than the limit of {MaxFrameLength} bytes. Raise MaxMessageLength, or send less in one line.");
        }
    }
}
