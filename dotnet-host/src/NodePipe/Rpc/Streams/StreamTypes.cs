using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NodePipe.Rpc.Streams;

/// <summary>How sequences are read, made without reflection, once for each type of items.</summary>
/// <param name="incoming">Where the other side's streams are kept.</param>
internal sealed class StreamTypes(IncomingStreams incoming)
{
    private readonly ConditionalWeakTable<JsonTypeInfo, JsonTypeInfo> _types = [];

    /// <param name="itemType">How an item is read.</param>
    public JsonTypeInfo<IAsyncEnumerable<T>> Of<T>(JsonTypeInfo<T> itemType) =>
        (JsonTypeInfo<IAsyncEnumerable<T>>)_types.GetValue(itemType, Make<T>);

    private JsonTypeInfo<IAsyncEnumerable<T>> Make<T>(JsonTypeInfo itemType) =>
        JsonMetadataServices.CreateValueInfo<IAsyncEnumerable<T>>(
            new JsonSerializerOptions(itemType.Options), new SequenceConverter<T>(incoming, null, (JsonTypeInfo<T>)itemType));
}
