using System.Text.Json;
using System.Text.Json.Serialization;
using NodePipe.Rpc.Streams;

namespace NodePipe.Rpc.Values;

/// <summary>A <see cref="Stream"/> travels as a stream of bytes, as they are produced.</summary>
internal sealed class ByteStreamConverter : JsonConverter<Stream>
{
    public override bool CanConvert(Type typeToConvert) => typeof(Stream).IsAssignableFrom(typeToConvert);

    public override Stream Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DecodingScope.Current?.TryReadStream<byte[]>(ref reader) is IncomingStream<byte[]> stream
            ? new SequenceStream(stream)
            : new MemoryStream(Bytes.Read(ref reader), writable: false);

    public override void Write(Utf8JsonWriter writer, Stream value, JsonSerializerOptions options)
    {
        EncodingScope scope = EncodingScope.Current;
        scope.ThrowIfNoStreams();
        Markers.Write(writer, Markers.Stream, scope.AddStream(new OutgoingByteStream(value)));
    }
}
