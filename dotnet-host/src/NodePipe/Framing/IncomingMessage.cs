using System.Buffers;
using System.Runtime.InteropServices;

namespace NodePipe.Framing;

/// <summary>A line as it came, and the bytes that were attached to it.</summary>
/// <param name="Line">The line without its end, valid until the next read.</param>
/// <param name="Attachments">The attached values, each in an array of its own.</param>
/// <param name="IsRented">Whether those arrays are the pool's, see <see cref="HoldsTextOnly"/>.</param>
internal readonly record struct IncomingMessage(
    ReadOnlyMemory<byte> Line, ReadOnlyMemory<byte>[] Attachments, bool IsRented = false)
{
    private static ReadOnlySpan<byte> Blank => " \t\r"u8;

    /// <summary>
    /// Whether all that a line attaches is text. Then it is read into arrays of the pool, for it becomes strings; bytes
    /// are read into arrays that become the caller's.
    /// </summary>
    public static bool HoldsTextOnly(ReadOnlySpan<byte> line) =>
        line.IndexOf("{\"$text\":"u8) >= 0 && line[1..].IndexOf("{\"$bin\":"u8) < 0;

    /// <summary>An array for a value of this length, the pool's or one of its own.</summary>
    public static byte[] ArrayFor(int length, bool isRented) =>
        isRented ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);

    /// <summary>All is read: the pool gets its arrays back. The attachments must not be used any more.</summary>
    public void ReturnRented()
    {
        foreach (ReadOnlyMemory<byte> attachment in IsRented ? Attachments : [])
        {
            if (MemoryMarshal.TryGetArray(attachment, out ArraySegment<byte> segment))
            {
                ArrayPool<byte>.Shared.Return(segment.Array!);
            }
        }
    }

    /// <summary>Whether the line is a message, not text: its first byte that is not blank is <c>{</c> or <c>[</c>.</summary>
    public bool IsMessage
    {
        get
        {
            ReadOnlySpan<byte> line = Line.Span.TrimStart(Blank);
            return line.Length > 0 && line[0] is (byte)'{' or (byte)'[';
        }
    }
}
