namespace NodePipe.Framing;

/// <summary><see cref="MessageFraming.NulTerminated"/>.</summary>
internal sealed class NulFraming() : MessageFraming(maxHeaderLength: 0)
{
    internal override FrameReader CreateReader(int maxFrameLength) => new Reader(maxFrameLength);

    internal override ReadOnlySpan<byte> TrailerOf(ReadOnlySpan<byte> frame) => "\0"u8;

    internal override void ThrowIfUnsendable(ReadOnlySpan<byte> frame)
    {
        if (frame.Contains((byte)0))
        {
            throw new ArgumentException(
                "A frame that NUL ends cannot hold NUL. Choose MessageFraming.LengthPrefixed or Headers for such bytes.", nameof(frame));
        }
    }

    private sealed class Reader(int maxFrameLength) : TerminatedReader(0, maxFrameLength)
    {
        public override bool TryTakeRest(out ReadOnlyMemory<byte> frame)
        {
            frame = default;
            int count = TakeAll().Length;
            return count == 0 ? false : throw new EndOfStreamException(
                $"The connection ended in the middle of a frame: {count} bytes had come, and no NUL that ends it.");
        }

        protected override void ThrowIfTooLong(int length)
        {
            if (length > MaxFrameLength)
            {
                throw new NodeProtocolException(
                    $"A frame is longer than the limit of {MaxFrameLength} bytes. Raise MaxMessageLength, or send less in one frame.");
            }
        }
    }
}
