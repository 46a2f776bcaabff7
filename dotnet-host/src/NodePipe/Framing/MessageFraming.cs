using NodePipe.Framing;

namespace NodePipe;

/// <summary>
/// How the bytes of one message are told from those of the next. Both sides must use the same one; what the frames hold is
/// no matter of the framing.
/// </summary>
public abstract class MessageFraming
{
    /// <param name="maxHeaderLength">The most bytes that <see cref="WriteHeader"/> writes.</param>
    private protected MessageFraming(int maxHeaderLength) => MaxHeaderLength = maxHeaderLength;

    /// <summary>
    /// A frame is a line, ended by LF; CR LF is accepted, and at end of file the last line may lack its end. It cannot hold LF.
    /// </summary>
    public static MessageFraming Lines { get; } = new LineFraming();

    /// <summary>A frame is ended by a NUL byte, as Chromium's debugging pipe has it. It cannot hold NUL.</summary>
    public static MessageFraming NulTerminated { get; } = new NulFraming();

    /// <summary>
    /// Before a frame stands its length in bytes as an unsigned number of 4 bytes, the lowest first, which does not count itself.
    /// A frame holds any bytes.
    /// </summary>
    public static MessageFraming LengthPrefixed { get; } = new LengthFraming();

    /// <summary>
    /// Before a frame stands <c>Content-Length: n</c>, CR LF and an empty line, as in the base protocol of the
    /// <see href="https://microsoft.github.io/language-server-protocol/">Language Server Protocol</see>; the case of letters
    /// does not matter, and other headers are skipped. A frame holds any bytes.
    /// </summary>
    public static MessageFraming Headers { get; } = new HeaderFraming();

    /// <summary>The most bytes that <see cref="WriteHeader"/> writes.</summary>
    internal int MaxHeaderLength { get; }

    /// <param name="maxFrameLength">The longest frame in bytes, without what marks it off.</param>
    internal abstract FrameReader CreateReader(int maxFrameLength = FrameReader.DefaultMaxFrameLength);

    /// <summary>Writes what stands before a frame of that length; the result is the number of bytes.</summary>
    internal virtual int WriteHeader(Span<byte> destination, int length) => 0;

    /// <summary>What stands behind a frame, two bytes at most.</summary>
    internal virtual ReadOnlySpan<byte> TrailerOf(ReadOnlySpan<byte> frame) => [];

    /// <exception cref="ArgumentException">The frame holds what would end it.</exception>
    internal virtual void ThrowIfUnsendable(ReadOnlySpan<byte> frame)
    {
    }
}
