using System.Buffers;
using System.Text;

namespace NodePipe.Framing;

/// <summary>Writes whole lines, ended by LF, in the order of the calls: a usual one in one write, a long one in slices.</summary>
#pragma warning disable CA1001 // To dispose the semaphore would leave those who wait for their turn waiting for ever.
internal sealed class LineWriter(Stream stream)
#pragma warning restore CA1001
{
    private const byte LineFeed = (byte)'\n';
    private const int SliceLength = 64 * 1024;

    private readonly SemaphoreSlim _turn = new(1);
    private volatile bool _isClosed;

    /// <summary>
    /// Writes a line. Cancelling withdraws it as long as none of it is written; after that all of it goes, for half a
    /// line would tear the next one.
    /// </summary>
    /// <exception cref="ArgumentException">The text holds a line end.</exception>
    /// <exception cref="ObjectDisposedException">The writer was closed before the line's turn came.</exception>
    public async ValueTask WriteLineAsync(string text, CancellationToken cancellationToken = default)
    {
        ThrowIfLineEnd(text);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(Math.Min(text.Length, SliceLength)) + 1);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
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

                // The token stays out: a cancelled WriteAsync leaves a torn line in the pipe.
                await stream.WriteAsync(bytes.AsMemory(0, length), CancellationToken.None).ConfigureAwait(false);
                start = end;
            }
            while (start < text.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            _turn.Release();
        }
    }

    /// <summary>Closes the stream behind the lines that were given before: the other side sees no half of one.</summary>
    public async Task CompleteAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            _isClosed = true;
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Refuses the lines whose turn has not come.</summary>
    public void Close() => _isClosed = true;

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
