using System.Text.Json;
using System.Text.Json.Serialization;
using NodePipe.Rpc.Values;

namespace NodePipe.Tests.Rpc;

/// <summary>A function of the other side, by its number.</summary>
internal sealed record WireCallback(long Number)
{
    internal sealed class Converter : JsonConverter<WireCallback>
    {
        public override WireCallback Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Markers.TryRead(ref reader, Markers.Callback, out long number) ? new WireCallback(number) : throw new JsonException("is no function");

        public override void Write(Utf8JsonWriter writer, WireCallback value, JsonSerializerOptions options) =>
            throw new NotSupportedException();
    }
}
