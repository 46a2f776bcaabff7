using System.Buffers;
using System.Text;

namespace NodePipe.Framing;

/// <summary>Writes texts as lines, ended by LF, in the order of the calls: a usual one in one write, a long one in slices.</summary>
/// <param name="stream">Where they go.</param>
internal sealed class LineWriter(Stream stream) : OrderedWriter(stream, close: null)
{
    private const byte LineFeed = (byte)'\n';
    private const int SliceLength = 64 * 1024;

    /// <summary>
    /// Writes a line. Cancelling withdraws it as long as none of it is written; after that all of it goes, for half a
    /// line would tear the next one.
    /// </summary>
    /// <exception cref="ArgumentException">The text holds a line end.</exception>
    /// <exception cref="ObjectDisposedException">The writer was closed before the line's turn came.</exception>
    public async ValueTask WriteLineAsync(string text, CancellationToken cancellationToken = default)
    {
        ThrowIfLineEnd(text);
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(Math.Min(text.Length, SliceLength)) + 1);
        try
        {
            Encoder encoder = Encoding.UTF8.GetEncoder();
            int start = 0;
            do
            {
                int end = Math.Min(start + SliceLength, text.Length);
                bool isLast = end == text.Length;
                int length = encoder.GetBytes(text.AsSpan(start, end - start), bytes, flush: isLast);
                if (isLast)
                {
                    bytes[length++] = LineFeed;
                }

                await PutAsync(bytes.AsMemory(0, length), isLast).ConfigureAwait(false);
                start = end;
            }
            while (start < text.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            Exit();
        }
    }

    /// <exception cref="ArgumentException">The text holds a line end.</exception>
    public static void ThrowIfLineEnd(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.AsSpan().ContainsAny('\n', '\r'))
        {
            throw new ArgumentException("A line cannot hold a line end (LF or CR). Send it as several lines.", nameof(text));
        }
    }
}
