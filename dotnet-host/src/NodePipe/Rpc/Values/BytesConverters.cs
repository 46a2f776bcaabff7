using System.Text.Json;
using System.Text.Json.Serialization;
using NodePipe.Framing;

namespace NodePipe.Rpc.Values;

/// <summary>Bytes: attached to the message, base64 for a peer that takes no attachments.</summary>
internal static class Bytes
{
    public static byte[] Read(ref Utf8JsonReader reader)
    {
        if (DecodingScope.Current is DecodingScope scope
            && Markers.TryRead(ref reader, Markers.Bytes, out long index)
            && scope.AttachmentAt(index) is Attachment attachment)
        {
            return attachment.ToArray();
        }

        return reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out byte[]? bytes)
            ? bytes
            : throw new ValueFaultException("is not binary: neither an attachment nor base64 text");
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> bytes)
    {
        if (EncodingScope.Current is { CanAttach: true } scope)
        {
            Markers.Write(writer, Markers.Bytes, scope.Attach(bytes));
        }
        else
        {
            writer.WriteBase64StringValue(bytes.Span);
        }
    }
}

internal sealed class ByteArrayConverter : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Bytes.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => Bytes.Write(writer, value);
}

internal sealed class MemoryConverter : JsonConverter<Memory<byte>>
{
    public override Memory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Bytes.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, Memory<byte> value, JsonSerializerOptions options) => Bytes.Write(writer, value);
}

internal sealed class ReadOnlyMemoryConverter : JsonConverter<ReadOnlyMemory<byte>>
{
    public override ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Bytes.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options) =>
        Bytes.Write(writer, value);
}
