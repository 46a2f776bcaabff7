using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace NodePipe.Rpc.Values;

/// <summary>
/// Numbers that JavaScript would change are an error: it knows doubles only, with integers exact up to 2^53 - 1.
/// </summary>
internal static class NumberConverters
{
    private const long MaxSafeInteger = 9007199254740991;

    /// <summary>As many digits as every double keeps.</summary>
    private const int ExactDigits = 15;

    private static readonly Dictionary<Type, INumberConverter> ByType = new()
    {
        [typeof(long)] = new NumberConverter<long>(
            static (ref Utf8JsonReader reader) => reader.GetInt64(),
            static (writer, value) => writer.WriteNumberValue(value),
            static value => FaultOf(value)),
        [typeof(ulong)] = new NumberConverter<ulong>(
            static (ref Utf8JsonReader reader) => reader.GetUInt64(),
            static (writer, value) => writer.WriteNumberValue(value),
            static value => value <= MaxSafeInteger ? null : Inexact(value)),
        [typeof(Int128)] = new NumberConverter<Int128>(
            static (ref Utf8JsonReader reader) => Parse<Int128>(ref reader),
            static (writer, value) => writer.WriteNumberValue((long)value),
            static value => value >= -MaxSafeInteger && value <= MaxSafeInteger ? null : Inexact(value)),
        [typeof(UInt128)] = new NumberConverter<UInt128>(
            static (ref Utf8JsonReader reader) => Parse<UInt128>(ref reader),
            static (writer, value) => writer.WriteNumberValue((long)value),
            static value => value <= MaxSafeInteger ? null : Inexact(value)),
        [typeof(decimal)] = new NumberConverter<decimal>(
            static (ref Utf8JsonReader reader) => reader.GetDecimal(),
            static (writer, value) => writer.WriteNumberValue(value),
            static value => IsExactAsDouble(value) ? null : Inexact(value)),
        [typeof(double)] = new NumberConverter<double>(
            static (ref Utf8JsonReader reader) => reader.GetDouble(),
            static (writer, value) => writer.WriteNumberValue(value),
            FaultOf, double.IsFinite),
        [typeof(float)] = new NumberConverter<float>(
            static (ref Utf8JsonReader reader) => reader.GetSingle(),
            static (writer, value) => writer.WriteNumberValue(value),
            static value => float.IsFinite(value) ? null : NotFinite(value), float.IsFinite),
        [typeof(Half)] = new NumberConverter<Half>(
            static (ref Utf8JsonReader reader) => Parse<Half>(ref reader),
            static (writer, value) => writer.WriteRawValue(value.ToString(CultureInfo.InvariantCulture), skipInputValidation: true),
            static value => Half.IsFinite(value) ? null : NotFinite(value), Half.IsFinite),
    };

    public static IEnumerable<JsonConverter> All => ByType.Values.Cast<JsonConverter>();

    /// <summary>What is wrong with a number, or null.</summary>
    public static string? FaultOf(long value) =>
        value is >= -MaxSafeInteger and <= MaxSafeInteger ? null : Inexact(value);

    /// <inheritdoc cref="FaultOf(long)"/>
    public static string? FaultOf(double value) => double.IsFinite(value) ? null : NotFinite(value);

    /// <summary>What is wrong with a number that is JSON already, or null.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> json)
    {
        bool isInteger = json.IndexOfAny(".eE"u8) < 0;
        if (isInteger)
        {
            return json.Length <= ExactDigits || (Utf8Parser.TryParse(json, out long value, out _) && FaultOf(value) is null)
                ? null
                : Inexact(Encoding.ASCII.GetString(json));
        }

        return Utf8Parser.TryParse(json, out double number, out _) && double.IsFinite(number)
            ? null
            : $"is {Encoding.ASCII.GetString(json)}, which is more than a number of JavaScript holds; send it as a string";
    }

    /// <summary>
    /// Lets numbers with a handling of their own, by attribute, keep it: the serializer tells it to its own converters only.
    /// </summary>
    public static void KeepOwnHandling(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo property in type.Kind == JsonTypeInfoKind.Object ? type.Properties : [])
        {
            Type? underlying = Nullable.GetUnderlyingType(property.PropertyType);
            if ((property.NumberHandling ?? type.NumberHandling) is JsonNumberHandling handling && property.CustomConverter is null
                && ByType.TryGetValue(underlying ?? property.PropertyType, out INumberConverter? converter))
            {
                property.CustomConverter = converter.With(handling, isNullable: underlying is not null);
            }
        }
    }

    private static T Parse<T>(ref Utf8JsonReader reader)
        where T : IUtf8SpanParsable<T> =>
        reader.TokenType == JsonTokenType.Number && T.TryParse(reader.ValueSpan, CultureInfo.InvariantCulture, out T? value)
            ? value
            : throw new JsonException();

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

    private static string Inexact(IFormattable value) => Inexact(value.ToString(null, CultureInfo.InvariantCulture));

    private static string Inexact(string value) => $"is {value}, which JavaScript cannot hold exactly; send it as a string";

    private static string NotFinite(IFormattable value) =>
        $"is {value.ToString(null, CultureInfo.InvariantCulture)}, which JSON cannot carry";
}
