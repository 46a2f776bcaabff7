using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NodePipe.Rpc.Values;

/// <summary>
/// Numbers that JavaScript would change are an error: it knows doubles only, with integers exact up to 2^53 - 1.
/// </summary>
internal static class NumberConverters
{
    private const long MaxSafeInteger = 9007199254740991;

    public static IEnumerable<JsonConverter> All { get; } =
    [
        new NumberConverter<long>(
            static (ref Utf8JsonReader reader) => reader.GetInt64(),
            static (writer, value) => writer.WriteNumberValue(value),
            static value => value is >= -MaxSafeInteger and <= MaxSafeInteger ? null : Inexact(value)),
        new NumberConverter<ulong>(
            static (ref Utf8JsonReader reader) => reader.GetUInt64(),
            static (writer, value) => writer.WriteNumberValue(value),
            static value => value <= MaxSafeInteger ? null : Inexact(value)),
        new NumberConverter<decimal>(
            static (ref Utf8JsonReader reader) => reader.GetDecimal(),
            static (writer, value) => writer.WriteNumberValue(value),
            static value => IsExactAsDouble(value) ? null : Inexact(value)),
        new NumberConverter<double>(
            static (ref Utf8JsonReader reader) => reader.GetDouble(),
            static (writer, value) => writer.WriteNumberValue(value),
            static value => double.IsFinite(value) ? null : NotFinite(value)),
        new NumberConverter<float>(
            static (ref Utf8JsonReader reader) => reader.GetSingle(),
            static (writer, value) => writer.WriteNumberValue(value),
            static value => float.IsFinite(value) ? null : NotFinite(value)),
    ];

    private static bool IsExactAsDouble(decimal value)
    {
        try
        {
            return (decimal)(double)value == value;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static string Inexact(IFormattable value) =>
        $"is {value.ToString(null, CultureInfo.InvariantCulture)}, which JavaScript cannot hold exactly; send it as a string";

    private static string NotFinite(IFormattable value) =>
        $"is {value.ToString(null, CultureInfo.InvariantCulture)}, which JSON cannot carry";
}

internal delegate T NumberReader<out T>(ref Utf8JsonReader reader);

internal sealed class NumberConverter<T>(NumberReader<T> read, Action<Utf8JsonWriter, T> write, Func<T, string?> faultOf)
    : JsonConverter<T>
    where T : struct, IParsable<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // The web defaults read numbers from strings as well.
        bool isText = reader.TokenType == JsonTokenType.String
            && options.NumberHandling.HasFlag(JsonNumberHandling.AllowReadingFromString);
        return !isText ? read(ref reader)
            : T.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out T value) ? value
            : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        if (faultOf(value) is string fault)
        {
            throw new JsonException(fault);
        }

        write(writer, value);
    }

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out T value) ? value : throw new JsonException();

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(string.Create(CultureInfo.InvariantCulture, $"{value}"));
}
