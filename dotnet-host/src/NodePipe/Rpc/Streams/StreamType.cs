using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Streams;

/// <summary>How a sequence is read, made without reflection.</summary>
internal static class StreamType
{
    public static JsonTypeInfo<IAsyncEnumerable<T>> Of<T>(ValueSerializer values) => Cache<T>.Of(values);

    private static class Cache<T>
    {
        private static readonly ConditionalWeakTable<ValueSerializer, JsonTypeInfo<IAsyncEnumerable<T>>> Types = [];

        public static JsonTypeInfo<IAsyncEnumerable<T>> Of(ValueSerializer values) => Types.GetValue(values, static values =>
            JsonMetadataServices.CreateValueInfo<IAsyncEnumerable<T>>(
                new JsonSerializerOptions(values.Options), new SequenceConverter<T>()));
    }
}
