using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace NodePipe.Rpc.Values;

/// <summary>Half of a surrogate pair is an error, as it is in a string.</summary>
internal sealed class CharConverter : JsonConverter<char>
{
    private static readonly JsonConverter<char> Inner = JsonMetadataServices.CharConverter;

    public override char Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Inner.Read(ref reader, typeToConvert, options);

    public override void Write(Utf8JsonWriter writer, char value, JsonSerializerOptions options)
    {
        TextConverter.ThrowIfLoneSurrogate([value]);
        Inner.Write(writer, value, options);
    }

    public override char ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Inner.ReadAsPropertyName(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, char value, JsonSerializerOptions options)
    {
        TextConverter.ThrowIfLoneSurrogate([value]);
        Inner.WriteAsPropertyName(writer, value, options);
    }
}

internal sealed class CharMemoryConverter : JsonConverter<Memory<char>>
{
    public override Memory<char> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        CharReadOnlyMemoryConverter.ReadText(ref reader).ToCharArray();

    public override void Write(Utf8JsonWriter writer, Memory<char> value, JsonSerializerOptions options) =>
        CharReadOnlyMemoryConverter.WriteText(writer, value.Span);
}

internal sealed class CharReadOnlyMemoryConverter : JsonConverter<ReadOnlyMemory<char>>
{
    public static string ReadText(ref Utf8JsonReader reader) => TextConverter.ReadText(ref reader) ?? "";

    public static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<char> value)
    {
        TextConverter.ThrowIfLoneSurrogate(value);
        writer.WriteStringValue(value);
    }

    public override ReadOnlyMemory<char> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ReadText(ref reader).AsMemory();

    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<char> value, JsonSerializerOptions options) =>
        WriteText(writer, value.Span);
}
