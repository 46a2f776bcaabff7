using System.Text.Json;
using System.Text.Json.Serialization;

namespace NodePipe.Rpc.Values;

/// <summary>What is often put among arguments by a slip, and would otherwise be written property by property.</summary>
internal static class NoValue
{
    /// <exception cref="ValueFaultException">It is a token, options or a task; the message says what to do instead.</exception>
    public static void ThrowIf(object value)
    {
        if (value is CancellationToken)
        {
            throw new ValueFaultException("is a CancellationToken, which is no argument; pass it behind the list");
        }

        if (value is CallOptions)
        {
            throw new ValueFaultException("are the options of a call, which are no argument; pass them behind the list");
        }

        if (value is Task or ValueTask || IsValueTask(value.GetType()))
        {
            throw new ValueFaultException("is a task, which is no value; await it, and pass its result");
        }
    }

    private static bool IsValueTask(Type type) => type.IsValueType && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>);
}

/// <summary>
/// Refuses what is no value where the type of a member says it, as in <c>new { task }</c>: the serializer would wait for the result of
/// the task, on the thread of the caller and without end.
/// </summary>
internal sealed class NoValueConverter<T> : JsonConverter<T>
{
    public override bool CanConvert(Type typeToConvert) => typeof(T).IsAssignableFrom(typeToConvert);

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException($"A {typeToConvert} is no value.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => NoValue.ThrowIf(value!);
}
