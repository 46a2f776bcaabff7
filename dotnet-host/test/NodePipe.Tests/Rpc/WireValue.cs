using System.Text.Json;
using System.Text.Json.Serialization;

namespace NodePipe.Tests.Rpc;

/// <summary>Any value with the bytes in it, wherever they are; goes back as it came.</summary>
/// <param name="Content">Bytes, a list, a dictionary, or the JSON of anything else.</param>
internal sealed record WireValue(object Content)
{
    /// <summary>The same with each byte sequence replaced by its length.</summary>
    public object Lengths() => Content switch
    {
        byte[] bytes => bytes.Length,
        List<WireValue> items => items.Select(item => item.Lengths()).ToList(),
        Dictionary<string, WireValue> members => members.ToDictionary(member => member.Key, member => member.Value.Lengths()),
        _ => Content,
    };

    internal sealed class Converter : JsonConverter<WireValue>
    {
        public override bool HandleNull => true;

        public override WireValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(
            TryReadBytes(ref reader, options) is byte[] bytes ? bytes
            : reader.TokenType == JsonTokenType.StartArray ? JsonSerializer.Deserialize<List<WireValue>>(ref reader, options)!
            : reader.TokenType == JsonTokenType.StartObject && TryReadText(ref reader, options) is string text ? text
            : reader.TokenType == JsonTokenType.StartObject ? JsonSerializer.Deserialize<Dictionary<string, WireValue>>(ref reader, options)!
            : JsonElement.ParseValue(ref reader));

        public override void Write(Utf8JsonWriter writer, WireValue value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Content, options);

        private static byte[]? TryReadBytes(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.StartObject ? TryRead<byte[]>(ref reader, options) : null;

        private static string? TryReadText(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
            TryRead<string>(ref reader, options);

        // What is no marker stays where it is.
        private static T? TryRead<T>(ref Utf8JsonReader reader, JsonSerializerOptions options)
            where T : class
        {
            Utf8JsonReader ahead = reader;
            try
            {
                T? value = JsonSerializer.Deserialize<T>(ref ahead, options);
                reader = ahead;
                return value;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
