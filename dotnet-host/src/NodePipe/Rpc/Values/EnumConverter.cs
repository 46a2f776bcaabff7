using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace NodePipe.Rpc.Values;

/// <summary>Enumerations of 64 bits, whose values may be more than JavaScript holds. All others are left to the serializer.</summary>
[RequiresUnreferencedCode("Makes a converter for the enumeration.")]
[RequiresDynamicCode("Makes a converter for the enumeration.")]
internal sealed class EnumConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsEnum && Enum.GetUnderlyingType(typeToConvert) is Type type && (type == typeof(long) || type == typeof(ulong))
        && typeToConvert.GetCustomAttribute<JsonConverterAttribute>(inherit: false) is null;

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter?)Activator.CreateInstance(typeof(EnumConverter<>).MakeGenericType(typeToConvert), options);
}

internal sealed class EnumConverter<T>(JsonSerializerOptions options) : JsonConverter<T>
    where T : struct, Enum
{
    private readonly JsonConverter<T> _inner = JsonMetadataServices.GetEnumConverter<T>(options);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        _inner.Read(ref reader, typeToConvert, options);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        if (NumberConverters.FaultOf(Encoding.ASCII.GetBytes(value.ToString("D"))) is string fault)
        {
            throw new ValueFaultException(fault);
        }

        _inner.Write(writer, value, options);
    }

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        _inner.ReadAsPropertyName(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        _inner.WriteAsPropertyName(writer, value, options);
}
