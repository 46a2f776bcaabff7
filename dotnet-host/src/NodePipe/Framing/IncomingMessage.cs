namespace NodePipe.Framing;

/// <summary>A line as it came, and the bytes that were attached to it.</summary>
/// <param name="Line">The line without its end, valid until the next read.</param>
/// <param name="Attachments">The attached values.</param>
/// <param name="IsChunk">Whether it is a chunk of a long value, whose bytes are in their place already.</param>
internal readonly record struct IncomingMessage(
    ReadOnlyMemory<byte> Line, Attachment[] Attachments, bool IsChunk = false)
{
    private static ReadOnlySpan<byte> Blank => " \t\r"u8;

    /// <summary>
    /// Whether all that a line attaches seems to be text. Then it is best read into arrays of the pool, for it becomes
    /// strings; bytes are read into arrays that become the caller's. A guess: where it is wrong, bytes are copied once more.
    /// </summary>
    public static bool SeemsToHoldText(ReadOnlySpan<byte> line) =>
        line.IndexOf("{\"$text\":"u8) >= 0 && line[1..].IndexOf("{\"$bin\":"u8) < 0;

    /// <summary>All is read. The attachments must not be used any more.</summary>
    public void ReturnAttachments()
    {
        foreach (Attachment attachment in Attachments)
        {
            attachment.Return();
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
