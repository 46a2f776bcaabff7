using System.Buffers.Binary;

namespace NodePipe.Framing;

/// <summary><see cref="MessageFraming.LengthPrefixed"/>.</summary>
internal sealed class LengthFraming : MessageFraming
{
    private const int PrefixLength = sizeof(uint);

    internal override int MaxHeaderLength => PrefixLength;

    internal override FrameReader CreateReader(int maxFrameLength) => new Reader(maxFrameLength);

    internal override int WriteHeader(Span<byte> destination, int length)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)length);
        return PrefixLength;
    }

    private sealed class Reader(int maxFrameLength) : CountedReader(maxFrameLength)
    {
        protected override long? TryTakeLength() =>
            Waiting.Length < PrefixLength ? null : BinaryPrimitives.ReadUInt32LittleEndian(Take(PrefixLength).Span);

        protected override string? TornLength() =>
            Waiting.Length == 0 ? null : $"{Waiting.Length} of the {PrefixLength} bytes of its length";
    }
}
