namespace NodePipe.Framing;

/// <summary>Frames whose length is announced before them.</summary>
/// <param name="maxFrameLength">The longest frame in bytes, without what announces it.</param>
internal abstract class CountedReader(int maxFrameLength) : FrameReader(maxFrameLength)
{
    // The length of the frame whose bytes come now.
    private int? _length;

    /// <inheritdoc/>
    public override bool TryTakeFrame(out ReadOnlyMemory<byte> frame)
    {
        frame = default;
        if (_length is null && TryTakeLength() is long announced)
        {
            _length = announced <= MaxFrameLength ? (int)announced : throw new NodeProtocolException(
                $"A frame of {announced} bytes is announced, which is over the limit of {MaxFrameLength} bytes. Raise MaxMessageLength, or send less in one frame.");
        }

        if (_length is not int length || Waiting.Length < length)
        {
            return false;
        }

        _length = null;
        frame = Take(length);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryTakeRest(out ReadOnlyMemory<byte> frame)
    {
        frame = default;
        ThrowIfTorn(_length is int length ? $"{Waiting.Length} of {length} bytes" : TornLength());
        return false;
    }

    /// <summary>Takes what announces the next frame, as soon as all of it has come; the result is the frame's length.</summary>
    /// <exception cref="NodeProtocolException">It is malformed.</exception>
    protected abstract long? TryTakeLength();

    /// <summary>How much has come of what announces a frame; null where that is nothing.</summary>
    protected abstract string? TornLength();

    private static void ThrowIfTorn(string? whatHadCome)
    {
        if (whatHadCome is not null)
        {
            throw new EndOfStreamException($"The connection ended in the middle of a frame: {whatHadCome} had come.");
        }
    }
}
