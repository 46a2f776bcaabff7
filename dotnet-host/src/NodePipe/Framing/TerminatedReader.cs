namespace NodePipe.Framing;

/// <summary>Frames that a byte of a kind of its own ends.</summary>
/// <param name="terminator">That byte.</param>
/// <param name="maxFrameLength">The longest frame in bytes, without its end.</param>
internal abstract class TerminatedReader(byte terminator, int maxFrameLength) : FrameReader(maxFrameLength)
{
    // How much of what waits has been looked at in vain.
    private int _searched;

    /// <inheritdoc/>
    public override bool TryTakeFrame(out ReadOnlyMemory<byte> frame)
    {
        ReadOnlySpan<byte> waiting = Waiting;
        int length = waiting[_searched..].IndexOf(terminator);
        if (length < 0)
        {
            _searched = waiting.Length;
            ThrowIfTooLong(waiting.Length - LongestPartOfEnd);
            frame = default;
            return false;
        }

        length += _searched;
        _searched = 0;
        frame = WithoutPartOfEnd(Take(length + 1)[..length]);
        ThrowIfTooLong(frame.Length);
        return true;
    }

    /// <summary>How many bytes before the terminator may belong to the end of the frame.</summary>
    protected virtual int LongestPartOfEnd => 0;

    /// <summary>The frame without those bytes.</summary>
    protected virtual ReadOnlyMemory<byte> WithoutPartOfEnd(ReadOnlyMemory<byte> frame) => frame;

    /// <summary>Takes all that waits: at end of file it is one frame without its end.</summary>
    protected ReadOnlyMemory<byte> TakeAll()
    {
        _searched = 0;
        return WithoutPartOfEnd(Take(Waiting.Length));
    }

    /// <exception cref="NodeProtocolException">It is longer than the limit.</exception>
    protected abstract void ThrowIfTooLong(int length);
}
