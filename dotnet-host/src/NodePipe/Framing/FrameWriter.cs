using System.Buffers;

namespace NodePipe.Framing;

/// <summary>Writes whole frames, in the order of the calls: a usual one in one write.</summary>
/// <param name="stream">Where they go.</param>
/// <param name="framing">How they are told apart.</param>
/// <param name="close">Closes the stream. Default: disposes it.</param>
internal sealed class FrameWriter(Stream stream, MessageFraming framing, Func<ValueTask>? close = null) : OrderedWriter(stream, close)
{
    private const int MaxTrailerLength = 2;
    private const int GatherSize = 64 * 1024;

    /// <summary>
    /// Writes a frame. Cancelling withdraws it as long as none of it is written; after that all of it goes, for half a frame
    /// would tear the next one.
    /// </summary>
    /// <exception cref="ArgumentException">The frame holds what the framing ends frames with.</exception>
    /// <exception cref="ObjectDisposedException">The writer was closed before the frame's turn came.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken = default)
    {
        framing.ThrowIfUnsendable(frame.Span);
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        int around = framing.MaxHeaderLength + MaxTrailerLength;
        bool isShort = frame.Length <= GatherSize - around;
        byte[] bytes = ArrayPool<byte>.Shared.Rent(isShort ? around + frame.Length : around);
        try
        {
            int length = framing.WriteHeader(bytes, frame.Length);
            if (isShort)
            {
                frame.CopyTo(bytes.AsMemory(length));
                length += frame.Length;
            }
            else
            {
                await PutAsync(bytes.AsMemory(0, length), isLast: false).ConfigureAwait(false);
                length = 0;
                await PutAsync(frame, isLast: false).ConfigureAwait(false);
            }

            length += CopyTrailer(frame.Span, bytes.AsSpan(length));
            await PutAsync(bytes.AsMemory(0, length), isLast: true).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            Exit();
        }
    }

    private int CopyTrailer(ReadOnlySpan<byte> frame, Span<byte> destination)
    {
        ReadOnlySpan<byte> trailer = framing.TrailerOf(frame);
        trailer.CopyTo(destination);
        return trailer.Length;
    }
}
