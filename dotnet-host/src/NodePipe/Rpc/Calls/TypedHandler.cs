using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Calls;

/// <summary>Makes a handler of a function whose types are known, without reflection on any of them.</summary>
internal static class TypedHandler
{
    /// <param name="handler">The function, whose parameters have the names and defaults.</param>
    /// <param name="types">What its parameters take.</param>
    /// <param name="result">What it declares to return, without a task around it.</param>
    /// <param name="invoke">Calls it.</param>
    /// <param name="serializer">By which its arguments are read and its result is written.</param>
    /// <exception cref="ArgumentException">A parameter can take no argument, or what it returns cannot be sent.</exception>
    public static Handler Create(
        Delegate handler, Type[] types, Type result, Func<TypedCall, ValueTask<object?>> invoke, ValueSerializer serializer)
    {
        if (result == typeof(ValueTask) || typeof(Task).IsAssignableFrom(result)
            || (result.IsGenericType && result.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            throw new ArgumentException($"The handler returns a {result} as a value; cast it to a Delegate, so that it is awaited.", nameof(handler));
        }

        Parameters parameters = new(handler, types, serializer);
        return new Handler(call => invoke(new TypedCall(parameters, call)), new ResultType(result, serializer.WriteOptions));
    }
}

/// <summary>A call of a handler whose types are known.</summary>
internal readonly struct TypedCall(Parameters parameters, IncomingCall call)
{
    /// <summary>The value of a parameter.</summary>
    /// <exception cref="InvalidParametersException">Its argument is missing, or is none of its type.</exception>
    public T Take<T>(int index) => parameters.Take(index, call) is object value ? (T)value : default!;
}
