using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Streams;

/// <summary>A <see cref="Stream"/> travels as a stream of bytes, as they are produced.</summary>
internal sealed class ByteStreamConverter(IncomingStreams incoming, OutgoingStreams outgoing) : JsonConverter<Stream>
{
    public override bool CanConvert(Type typeToConvert) => typeof(Stream).IsAssignableFrom(typeToConvert);

    public override Stream Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IncomingStream<byte[]>.TryRead(ref reader, incoming, (JsonTypeInfo<byte[]>)options.GetTypeInfo(typeof(byte[]))) is { } stream
            ? new SequenceStream(stream)
            : new MemoryStream(Bytes.Read(ref reader), writable: false);

    public override void Write(Utf8JsonWriter writer, Stream value, JsonSerializerOptions options)
    {
        EncodingScope scope = EncodingScope.Current;
        scope.ThrowIfNoStreams();
        scope.AddStream(writer, outgoing.Add(new OutgoingByteStream(value)));
    }
}
