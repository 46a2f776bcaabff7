using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Streams;

/// <summary>How a sequence is read, made without reflection.</summary>
internal static class StreamType
{
    /// <param name="itemType">How an item is read.</param>
    public static JsonTypeInfo<IAsyncEnumerable<T>> Of<T>(JsonTypeInfo<T> itemType) => Cache<T>.Of(itemType);

    private static class Cache<T>
    {
        private static readonly ConditionalWeakTable<JsonTypeInfo<T>, JsonTypeInfo<IAsyncEnumerable<T>>> Types = [];

        public static JsonTypeInfo<IAsyncEnumerable<T>> Of(JsonTypeInfo<T> itemType) => Types.GetValue(itemType, static itemType =>
            JsonMetadataServices.CreateValueInfo<IAsyncEnumerable<T>>(
                new JsonSerializerOptions(itemType.Options), new SequenceConverter<T>(itemType)));
    }
}
