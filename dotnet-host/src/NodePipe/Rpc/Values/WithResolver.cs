using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NodePipe.Rpc.Values;

/// <summary>Options with another source of types before its own, made once for each.</summary>
internal static class WithResolver
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, ConditionalWeakTable<IJsonTypeInfoResolver, JsonSerializerOptions>> Known = [];

    public static JsonSerializerOptions GetOptions(JsonSerializerOptions own, IJsonTypeInfoResolver resolver) =>
        Known.GetOrCreateValue(own).GetValue(resolver, added =>
        {
            JsonSerializerOptions options = new(own);
            options.TypeInfoResolver = JsonTypeInfoResolver.Combine(added.WithAddedModifier(NumberConverters.KeepOwnHandling), own.TypeInfoResolver);
            options.MakeReadOnly();
            return options;
        });
}
