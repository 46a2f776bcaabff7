using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NodePipe.Rpc.Values;

/// <summary>Delegates and <see cref="IProgress{T}"/> in arguments: functions that one side has and the other can call.</summary>
[RequiresUnreferencedCode("Binds the parameters of delegates by reflection.")]
[RequiresDynamicCode("Binds the parameters of delegates by reflection.")]
internal sealed class FunctionConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeof(Delegate).IsAssignableFrom(typeToConvert) || ProgressTypeOf(typeToConvert) is not null;

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        Type converter = typeof(Delegate).IsAssignableFrom(typeToConvert)
            ? typeof(DelegateConverter<>).MakeGenericType(typeToConvert)
            : typeof(ProgressConverter<,>).MakeGenericType(typeToConvert, ProgressTypeOf(typeToConvert)!);
        return (JsonConverter?)Activator.CreateInstance(converter);
    }

    private static Type? ProgressTypeOf(Type type) => GenericInterface.ArgumentOf(type, typeof(IProgress<>));
}

/// <summary>What both kinds of functions share.</summary>
internal abstract class FunctionConverter<T> : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DecodingScope.Current?.TryReadFunction(ref reader) is RemoteFunction function
            ? FromRemote(function)
            : throw new JsonException("is no function");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        EncodingScope scope = EncodingScope.Current;
        scope.ThrowIfNoCallbacks();
        Markers.Write(writer, Markers.Callback, scope.AddCallback(ToHandler(value, scope)));
    }

    protected abstract Handler ToHandler(T value, EncodingScope scope);

    /// <exception cref="NotSupportedException">A function of the other side cannot be taken as this type.</exception>
    protected abstract T FromRemote(RemoteFunction function);
}

[RequiresUnreferencedCode("Binds the parameters of delegates by reflection.")]
[RequiresDynamicCode("Binds the parameters of delegates by reflection.")]
internal sealed class DelegateConverter<T> : FunctionConverter<T>
    where T : Delegate
{
    protected override Handler ToHandler(T value, EncodingScope scope) => DelegateHandler.Create(value, scope.Values, scope.Order as CallerQueue);

    protected override T FromRemote(RemoteFunction function) => (T)function.ToDelegate(typeof(T));
}

internal sealed class ProgressConverter<TProgress, T> : FunctionConverter<TProgress>
    where TProgress : IProgress<T>
{
    protected override Handler ToHandler(TProgress value, EncodingScope scope)
    {
        var type = scope.Values.Resolve<T>();
        return new Handler(
            call =>
            {
                value.Report(call.Arguments.Read(0, type)!);
                return ValueTask.FromResult<object?>(null);
            },
            inOrder: scope.UseOrder());
    }

    protected override TProgress FromRemote(RemoteFunction function) =>
        new RemoteProgress<T>(function) is TProgress progress
            ? progress
            : throw new NotSupportedException($"is a function; take it as an IProgress<{typeof(T)}>, not as {typeof(TProgress)}");
}
