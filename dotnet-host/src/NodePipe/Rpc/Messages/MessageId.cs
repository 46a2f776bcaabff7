using System.Buffers.Text;
using System.Text.Json;

namespace NodePipe.Rpc.Messages;

/// <summary>The id of a request: a number, or whatever JSON the peer chose, which goes back as it came.</summary>
internal readonly record struct MessageId(long Number, byte[]? Raw = null)
{
    /// <summary>The id of an answer to a message whose own could not be told.</summary>
    public static MessageId Null { get; } = new(0, "null"u8.ToArray());

    /// <summary>Whether it is JSON's null.</summary>
    public bool IsNull => Raw.AsSpan().SequenceEqual("null"u8);

    /// <summary>The integer that it is, also where the peer writes it as 1.0 or 1e0; null where it is none.</summary>
    public long? AsInteger =>
        Raw is null ? Number
        : Utf8Parser.TryParse(Raw, out decimal number, out int length) && length == Raw.Length
            && decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue ? (long)number
        : null;

    public static MessageId From(scoped in Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number)
            ? new MessageId(number)
            : new MessageId(0, reader.TokenType == JsonTokenType.String
                ? [(byte)'"', .. reader.ValueSpan, (byte)'"']
                : reader.ValueSpan.ToArray());

    public void Append(OutgoingMessage message)
    {
        if (Raw is null)
        {
            message.Append(Number);
        }
        else
        {
            message.Append(Raw);
        }
    }

    public bool Equals(MessageId other) => Number == other.Number && Raw.AsSpan().SequenceEqual(other.Raw);

    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.Add(Number);
        hash.AddBytes(Raw);
        return hash.ToHashCode();
    }
}
