using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NodePipe.Rpc.Values;

/// <summary>The options of a serializer with another source of types before its own, made once for each.</summary>
internal static class WithResolver
{
    private static readonly ConditionalWeakTable<ValueSerializer, ConditionalWeakTable<IJsonTypeInfoResolver, JsonSerializerOptions>> Known = [];

    public static JsonSerializerOptions GetOptions(ValueSerializer serializer, IJsonTypeInfoResolver resolver) =>
        Known.GetOrCreateValue(serializer).GetValue(resolver, added =>
        {
            JsonSerializerOptions options = new(serializer.Options);
            options.TypeInfoResolver = JsonTypeInfoResolver.Combine(added, serializer.Options.TypeInfoResolver);
            options.MakeReadOnly();
            return options;
        });
}
