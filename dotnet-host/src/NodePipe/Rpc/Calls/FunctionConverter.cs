using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Calls;

/// <summary>Delegates and <see cref="IProgress{T}"/> in arguments: functions that one side has and the other can call.</summary>
[RequiresUnreferencedCode("Binds the parameters of delegates by reflection.")]
[RequiresDynamicCode("Binds the parameters of delegates by reflection.")]
internal sealed class FunctionConverterFactory(Functions functions) : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeof(Delegate).IsAssignableFrom(typeToConvert) || ProgressTypeOf(typeToConvert) is not null;

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        Type converter = typeof(Delegate).IsAssignableFrom(typeToConvert)
            ? typeof(DelegateConverter<>).MakeGenericType(typeToConvert)
            : typeof(ProgressConverter<,>).MakeGenericType(typeToConvert, ProgressTypeOf(typeToConvert)!);
        return (JsonConverter?)Activator.CreateInstance(converter, functions);
    }

    private static Type? ProgressTypeOf(Type type) => GenericInterface.ArgumentOf(type, typeof(IProgress<>));
}

/// <summary>Where functions of this side are kept, and how those of the other one are called.</summary>
internal sealed record Functions(Callbacks Own, OutgoingCalls Calls, ValueSerializer Serializer);

/// <summary>What both kinds of functions share.</summary>
internal abstract class FunctionConverter<T>(Functions functions) : JsonConverter<T>
{
    protected ValueSerializer Serializer => functions.Serializer;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DecodingScope.Current is DecodingScope scope && scope.TryTakeCallback(ref reader, out long number)
            ? FromRemote(new RemoteFunction(functions.Calls, functions.Serializer, number))
            : throw new ValueFaultException("is no function");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        EncodingScope scope = EncodingScope.Current;
        scope.ThrowIfNoCallbacks();
        scope.AddCallback(writer, functions.Own.Add(ToHandler(value, scope.Call as PendingCall)));
    }

    /// <param name="value">The function.</param>
    /// <param name="call">The call that carries it; null in a message that cannot, and is going to fail.</param>
    protected abstract Handler ToHandler(T value, PendingCall? call);

    /// <exception cref="NotSupportedException">A function of the other side cannot be taken as this type.</exception>
    protected abstract T FromRemote(RemoteFunction function);
}

[RequiresUnreferencedCode("Binds the parameters of delegates by reflection.")]
[RequiresDynamicCode("Binds the parameters of delegates by reflection.")]
internal sealed class DelegateConverter<T>(Functions functions) : FunctionConverter<T>(functions)
    where T : Delegate
{
    protected override Handler ToHandler(T value, PendingCall? call) => DelegateHandler.Create(value, Serializer, call?.Order as CallerQueue);

    protected override T FromRemote(RemoteFunction function) => (T)function.ToDelegate(typeof(T));
}

internal sealed class ProgressConverter<TProgress, T>(Functions functions) : FunctionConverter<TProgress>(functions)
    where TProgress : IProgress<T>
{
    protected override Handler ToHandler(TProgress value, PendingCall? call)
    {
        var type = Serializer.Resolve<T>();
        return new Handler(
            incoming =>
            {
                value.Report(incoming.Arguments.Read(0, type)!);
                return ValueTask.FromResult<object?>(null);
            },
            inOrder: call?.UseOrder());
    }

    protected override TProgress FromRemote(RemoteFunction function) =>
        new RemoteProgress<T>(function) is TProgress progress
            ? progress
            : throw new NotSupportedException($"is a function; take it as an IProgress<{typeof(T)}>, not as {typeof(TProgress)}");
}
