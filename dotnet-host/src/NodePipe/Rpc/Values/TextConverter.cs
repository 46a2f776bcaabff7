using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodePipe.Framing;

namespace NodePipe.Rpc.Values;

/// <summary>Strings: a lone surrogate is an error instead of damage, and a long text travels beside the JSON.</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    /// <summary>From this many characters on a text is attached instead of escaped into the JSON.</summary>
    public const int AttachFrom = 8 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadText(ref reader);

    public static string? ReadText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject
            && DecodingScope.Current is DecodingScope scope
            && Markers.TryRead(ref reader, Markers.Text, out long index)
            && scope.AttachmentAt(index) is Attachment attachment)
        {
            return Encoding.UTF8.GetString(attachment.Bytes);
        }

        return reader.GetString();
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (value.Length >= AttachFrom && EncodingScope.Current is { CanAttach: true } scope)
        {
            Attach(writer, value, scope);
            return;
        }

        ThrowIfLoneSurrogate(value);
        writer.WriteStringValue(value);
    }

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        ThrowIfLoneSurrogate(value);
        writer.WritePropertyName(value);
    }

    public static void ThrowIfLoneSurrogate(ReadOnlySpan<char> value)
    {
        if (value.ContainsAnyInRange('\uD800', '\uDFFF') && HasLoneSurrogate(value))
        {
            throw LoneSurrogate();
        }
    }

    public static ValueFaultException LoneSurrogate() => new("holds a lone surrogate, which UTF-8 cannot carry");

    private static bool HasLoneSurrogate(ReadOnlySpan<char> value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i]))
            {
                continue;
            }

            if (i + 1 == value.Length || !char.IsSurrogatePair(value[i], value[i + 1]))
            {
                return true;
            }

            i++;
        }

        return false;
    }

    private static void Attach(Utf8JsonWriter writer, string value, EncodingScope scope)
    {
        int length;
        try
        {
            length = Strict.GetByteCount(value);
        }
        catch (EncoderFallbackException)
        {
            throw LoneSurrogate();
        }
        catch (ArgumentException error)
        {
            throw new ValueFaultException("is a text of more than 2 GiB", error);
        }

        Markers.Write(writer, Markers.Text, scope.Attach(value, length));
    }
}
