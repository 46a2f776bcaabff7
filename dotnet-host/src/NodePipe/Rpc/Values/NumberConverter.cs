using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NodePipe.Rpc.Values;

internal delegate T NumberReader<out T>(ref Utf8JsonReader reader);

/// <summary>A converter of one kind of number.</summary>
internal interface INumberConverter
{
    /// <summary>The same with a handling of its own instead of the options'.</summary>
    JsonConverter With(JsonNumberHandling handling, bool isNullable);
}

/// <summary>A number as the options say, unless JavaScript would change it.</summary>
/// <param name="read">Reads the number at which the reader stands.</param>
/// <param name="write">Writes it as a number.</param>
/// <param name="faultOf">What is wrong with it as a number; null for nothing.</param>
/// <param name="isFinite">Whether JSON has it at all; null where every value is.</param>
/// <param name="handling">How it is handled; null for as the options say.</param>
internal sealed class NumberConverter<T>(
    NumberReader<T> read, Action<Utf8JsonWriter, T> write, Func<T, string?> faultOf, Func<T, bool>? isFinite = null,
    JsonNumberHandling? handling = null) : JsonConverter<T>, INumberConverter
    where T : struct, IParsable<T>, IFormattable
{
    public JsonConverter With(JsonNumberHandling own, bool isNullable)
    {
        NumberConverter<T> converter = new(read, write, faultOf, isFinite, own);
        return isNullable ? new NullableNumberConverter<T>(converter) : converter;
    }

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return read(ref reader);
        }

        // The web defaults read numbers from strings as well.
        JsonNumberHandling allowed = handling ?? options.NumberHandling;
        bool isAllowed = allowed.HasFlag(JsonNumberHandling.AllowReadingFromString)
            || (allowed.HasFlag(JsonNumberHandling.AllowNamedFloatingPointLiterals) && reader.GetString() is "NaN" or "Infinity" or "-Infinity");
        return !isAllowed ? read(ref reader)
            : T.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out T value) ? value
            : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        JsonNumberHandling wanted = handling ?? options.NumberHandling;
        bool isNamed = wanted.HasFlag(JsonNumberHandling.AllowNamedFloatingPointLiterals) && isFinite is not null && !isFinite(value);
        if (isNamed || wanted.HasFlag(JsonNumberHandling.WriteAsString))
        {
            writer.WriteStringValue(value.ToString(null, CultureInfo.InvariantCulture));
            return;
        }

        if (faultOf(value) is string fault)
        {
            throw new ValueFaultException(fault);
        }

        write(writer, value);
    }

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out T value) ? value : throw new JsonException();

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString(null, CultureInfo.InvariantCulture));
}

internal sealed class NullableNumberConverter<T>(NumberConverter<T> converter) : JsonConverter<T?>
    where T : struct, IParsable<T>, IFormattable
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? null : converter.Read(ref reader, typeof(T), options);

    public override void Write(Utf8JsonWriter writer, T? value, JsonSerializerOptions options)
    {
        if (value is T number)
        {
            converter.Write(writer, number, options);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
