using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Rpc.Streams;

namespace NodePipe.Rpc.Values;

/// <summary>An async sequence travels as a stream.</summary>
/// <param name="itemType">How an item is read; null for the way of the connection.</param>
internal sealed class SequenceConverter<T>(JsonTypeInfo<T>? itemType) : JsonConverter<IAsyncEnumerable<T>>
{
    /// <summary>Used by the factory.</summary>
    public SequenceConverter()
        : this(null)
    {
    }

    public override bool CanConvert(Type typeToConvert) => typeof(IAsyncEnumerable<T>).IsAssignableFrom(typeToConvert);

    public override IAsyncEnumerable<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DecodingScope.Current?.TryReadStream(ref reader, itemType) ?? throw new NotAStreamException();

    public override void Write(Utf8JsonWriter writer, IAsyncEnumerable<T> value, JsonSerializerOptions options)
    {
        EncodingScope scope = EncodingScope.Current;
        scope.ThrowIfNoStreams();
        Markers.Write(writer, Markers.Stream, scope.AddStream(new OutgoingStream<T>(value)));
    }
}

/// <summary>A value came where a stream is wanted.</summary>
internal sealed class NotAStreamException() : JsonException("is not a stream")
{
    /// <summary>Whether it is the whole of what is read, not a part of it.</summary>
    public bool IsWhole => Path is null or "$";
}

/// <summary>Finds the item type of a sequence; needs reflection. Trimmed programs read sequences by <c>StreamAsync</c>.</summary>
[RequiresUnreferencedCode("Looks for IAsyncEnumerable<T> among a type's interfaces.")]
[RequiresDynamicCode("Makes a converter for the item type.")]
internal sealed class SequenceConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => ItemTypeOf(typeToConvert) is not null;

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter?)Activator.CreateInstance(typeof(SequenceConverter<>).MakeGenericType(ItemTypeOf(typeToConvert)!));

    private static Type? ItemTypeOf(Type type) => GenericInterface.ArgumentOf(type, typeof(IAsyncEnumerable<>));
}
