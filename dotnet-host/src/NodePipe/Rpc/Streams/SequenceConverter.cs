using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Streams;

/// <summary>An async sequence travels as a stream.</summary>
/// <param name="incoming">Where the other side's streams are kept.</param>
/// <param name="outgoing">Where this side's are; null where sequences are only read.</param>
/// <param name="itemType">How an item is read; null for the way of the sequence.</param>
internal sealed class SequenceConverter<T>(IncomingStreams incoming, OutgoingStreams? outgoing, JsonTypeInfo<T>? itemType)
    : JsonConverter<IAsyncEnumerable<T>>
{
    public override bool CanConvert(Type typeToConvert) => typeof(IAsyncEnumerable<T>).IsAssignableFrom(typeToConvert);

    public override IAsyncEnumerable<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IncomingStream<T>.TryRead(ref reader, incoming, itemType ?? (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)))
        ?? throw new NotAStreamException();

    public override void Write(Utf8JsonWriter writer, IAsyncEnumerable<T> value, JsonSerializerOptions options)
    {
        EncodingScope scope = EncodingScope.Current;
        scope.ThrowIfNoStreams();
        scope.AddStream(writer, outgoing!.Add(new OutgoingStream<T>(value)));
    }
}

/// <summary>A value came where a stream is wanted.</summary>
internal sealed class NotAStreamException() : ValueFaultException("is not a stream")
{
    /// <summary>Whether it is the whole of what is read, not a part of it.</summary>
    public bool IsWhole => Path is null or "$";
}

/// <summary>Finds the item type of a sequence; needs reflection. Trimmed programs read sequences by <c>StreamAsync</c>.</summary>
[RequiresUnreferencedCode("Looks for IAsyncEnumerable<T> among a type's interfaces.")]
[RequiresDynamicCode("Makes a converter for the item type.")]
internal sealed class SequenceConverterFactory(IncomingStreams incoming, OutgoingStreams outgoing) : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => ItemTypeOf(typeToConvert) is not null;

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter?)Activator.CreateInstance(
            typeof(SequenceConverter<>).MakeGenericType(ItemTypeOf(typeToConvert)!), incoming, outgoing, null);

    private static Type? ItemTypeOf(Type type) => GenericInterface.ArgumentOf(type, typeof(IAsyncEnumerable<>));
}
