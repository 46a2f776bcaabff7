using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace NodePipe.Rpc.Values;

/// <summary>Writes what is JSON already, checked by the same rules as all other values.</summary>
internal static class JsonValues
{
    public static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            throw new ValueFaultException("is a JsonElement without a value; send null instead");
        }

        if (value.ValueKind is not (JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False))
        {
            ThrowIfFaulty(writer, JsonMarshal.GetRawUtf8Value(value));
        }

        value.WriteTo(writer);
    }

    public static void Write(Utf8JsonWriter writer, JsonNode? value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonObject members:
                writer.WriteStartObject();
                foreach ((string name, JsonNode? member) in members)
                {
                    TextConverter.ThrowIfLoneSurrogate(name);
                    writer.WritePropertyName(name);
                    Write(writer, member, options);
                }

                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (JsonNode? item in items)
                {
                    Write(writer, item, options);
                }

                writer.WriteEndArray();
                break;
            case JsonValue leaf:
                ThrowIfFaulty(leaf, options.NumberHandling);
                leaf.WriteTo(writer, options);
                break;
        }
    }

    private static void ThrowIfFaulty(Utf8JsonWriter writer, ReadOnlySpan<byte> json)
    {
        int open = writer.CurrentDepth;
        int deepest = EncodingScope.Current.DeepestLevel;
        Utf8JsonReader reader = new(
            json, new JsonReaderOptions { MaxDepth = int.MaxValue, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject && open + reader.CurrentDepth >= deepest)
            {
                throw new ValueFaultException(EncodingScope.TooDeep);
            }

            if (FaultOf(in reader) is not ValueFaultException fault)
            {
                continue;
            }

            if (reader.TokenStartIndex > 0)
            {
                // What is written last tells where the fault is.
                writer.WriteRawValue(json[..(int)reader.TokenStartIndex], skipInputValidation: true);
            }

            throw fault;
        }
    }

    private static ValueFaultException? FaultOf(scoped in Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return NumberConverters.FaultOf(reader.ValueSpan) is string fault ? new ValueFaultException(fault) : null;
        }

        bool mayBeLone = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
            && reader.ValueIsEscaped && reader.ValueSpan.IndexOf("\\u"u8) >= 0;
        try
        {
            _ = mayBeLone ? reader.GetString() : null;
            return null;
        }
        catch (InvalidOperationException)
        {
            return TextConverter.LoneSurrogate();
        }
    }

    private static void ThrowIfFaulty(JsonValue value, JsonNumberHandling handling)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                TextConverter.ThrowIfLoneSurrogate(TextOf(value));
                break;
            case JsonValueKind.Number when !value.TryGetValue(out int _) && FaultOfNumber(value, handling) is string fault:
                throw new ValueFaultException(fault);
        }
    }

    private static string TextOf(JsonValue value)
    {
        try
        {
            return value.TryGetValue(out string? text) ? text
                : value.TryGetValue(out char letter) ? letter.ToString()
                : "";
        }
        catch (InvalidOperationException)
        {
            throw TextConverter.LoneSurrogate();
        }
    }

    private static string? FaultOfNumber(JsonValue value, JsonNumberHandling handling)
    {
        if (!value.TryGetValue(out double number) && value.TryGetValue(out float single))
        {
            number = single;
        }

        if (!double.IsFinite(number))
        {
            return handling.HasFlag(JsonNumberHandling.AllowNamedFloatingPointLiterals) ? null : NumberConverters.FaultOf(number);
        }

        return NumberConverters.FaultOf(Encoding.ASCII.GetBytes(value.ToJsonString()));
    }
}
