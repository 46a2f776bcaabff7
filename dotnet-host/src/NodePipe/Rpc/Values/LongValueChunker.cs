using System.Buffers;
using System.Text.Unicode;
using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc.Values;

/// <summary>Cuts values that are too long to be attached into messages that others may come between.</summary>
/// <param name="values">The values.</param>
/// <param name="messageLength">How long the message that announces them is, in bytes, with what is attached to it.</param>
internal sealed class LongValueChunker(List<LongValue> values, long messageLength) : IMessageContinuation
{
    private const int ChunkLength = 512 * 1024;

    private int _value;
    private int _offset;

    public long HeldLength { get; } =
        messageLength + values.Sum(value => (long)value.Length) + (LongValueAssembler.BytesForEach * (long)values.Count);

    /// <summary>The message with the next chunk; null after the last.</summary>
    public OutgoingMessage? Next()
    {
        while (_value < values.Count && _offset == values[_value].End)
        {
            _value++;
            _offset = 0;
        }

        if (_value == values.Count)
        {
            return null;
        }

        LongValue value = values[_value];
        OutgoingMessage message = MessagePool.Rent();
        ReadOnlyMemory<byte> chunk = value.Text is string text ? TakeText(text, message) : TakeBytes(value.Bytes);
        message.Append("{\"$bin\":["u8);
        message.Append(chunk.Length);
        message.Append("],\"jsonrpc\":\"2.0\",\"method\":\"$/chunk\",\"params\":["u8);
        message.Append(value.Number);
        message.Append(",{\"$bin\":0}]}\n"u8);
        message.Attachments.Add(chunk);
        message.Continuation = this;
        return message;
    }

    private ReadOnlyMemory<byte> TakeBytes(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlyMemory<byte> chunk = bytes[_offset..Math.Min(_offset + ChunkLength, bytes.Length)];
        _offset += chunk.Length;
        return chunk;
    }

    /// <summary>Encodes as much of the text as fills a chunk; the characters that it begins, it holds whole.</summary>
    private ReadOnlyMemory<byte> TakeText(string text, OutgoingMessage message)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkLength);
        message.Rented.Add(chunk);
        Utf8.FromUtf16(text.AsSpan(_offset), chunk.AsSpan(0, ChunkLength), out int taken, out int length);
        _offset += taken;
        return chunk.AsMemory(0, length);
    }
}

/// <summary>A value that follows its message in chunks.</summary>
/// <param name="Number">Its number, never used twice.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Bytes">The bytes, which must not change until they are written; none where it is a text.</param>
/// <param name="Text">The text that is encoded when it is written; null where it is bytes.</param>
internal readonly record struct LongValue(long Number, int Length, ReadOnlyMemory<byte> Bytes = default, string? Text = null)
{
    /// <summary>Where it ends: in characters for a text, otherwise in bytes.</summary>
    public int End => Text?.Length ?? Length;
}
