using System.Buffers;
using NodePipe.Framing;

namespace NodePipe.Rpc.Values;

/// <summary>Cuts values that are too long to be attached into messages that others may come between.</summary>
internal sealed class LongValueWriter(List<LongValue> values)
{
    private const int ChunkLength = 512 * 1024;

    private int _value;
    private int _offset;

    /// <summary>The message with the next chunk; null after the last.</summary>
    public OutgoingMessage? Next()
    {
        while (_value < values.Count && _offset == values[_value].Bytes.Length)
        {
            if (values[_value].Rented is byte[] rented)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }

            _value++;
            _offset = 0;
        }

        if (_value == values.Count)
        {
            return null;
        }

        (long number, ReadOnlyMemory<byte> bytes, _) = values[_value];
        ReadOnlyMemory<byte> chunk = bytes[_offset..Math.Min(_offset + ChunkLength, bytes.Length)];
        _offset += chunk.Length;
        OutgoingMessage message = OutgoingMessage.Rent();
        message.Append("{\"$bin\":["u8);
        message.Append(chunk.Length);
        message.Append("],\"jsonrpc\":\"2.0\",\"method\":\"$/chunk\",\"params\":["u8);
        message.Append(number);
        message.Append(",{\"$bin\":0}]}\n"u8);
        message.Attachments.Add(chunk);
        message.Continuation = Next;
        return message;
    }
}

/// <summary>A value that follows its message in chunks.</summary>
/// <param name="Number">Its number, never used twice.</param>
/// <param name="Bytes">The bytes, which must not change until they are written.</param>
/// <param name="Rented">The array of the pool that holds them, which goes back then; null where it is none.</param>
internal readonly record struct LongValue(long Number, ReadOnlyMemory<byte> Bytes, byte[]? Rented);
