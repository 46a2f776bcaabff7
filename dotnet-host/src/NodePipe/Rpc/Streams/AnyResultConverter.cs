using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Streams;

internal sealed class AnyResultConverter(IncomingStreams incoming) : JsonConverter<AnyResult>
{
    public override bool HandleNull => true;

    public override AnyResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IncomingStream<JsonElement>.TryRead(ref reader, incoming, (JsonTypeInfo<JsonElement>)options.GetTypeInfo(typeof(JsonElement))) is { } stream
            ? new AnyResult(default, stream)
            : new AnyResult(Untyped.ReadElement(ref reader), null);

    public override void Write(Utf8JsonWriter writer, AnyResult value, JsonSerializerOptions options) =>
        throw new ValueFaultException("is a result, which cannot be sent");
}
