using System.Text.Json;
using System.Text.Json.Serialization;
using NodePipe.Rpc.Streams;

namespace NodePipe.Rpc.Values;

internal sealed class AnyResultConverter : JsonConverter<AnyResult>
{
    public override bool HandleNull => true;

    public override AnyResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DecodingScope.Current?.TryReadStream<JsonElement>(ref reader) is IncomingStream<JsonElement> stream
            ? new AnyResult(default, stream)
            : new AnyResult(Untyped.ReadElement(ref reader), null);

    public override void Write(Utf8JsonWriter writer, AnyResult value, JsonSerializerOptions options) =>
        throw new JsonException("is a result, which cannot be sent");
}
