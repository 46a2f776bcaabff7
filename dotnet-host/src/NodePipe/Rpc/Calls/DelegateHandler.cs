using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Calls;

/// <summary>Makes a handler of any delegate: binds arguments to its parameters and awaits what it returns.</summary>
[RequiresUnreferencedCode("Binds the parameters of delegates by reflection.")]
[RequiresDynamicCode("Binds the parameters of delegates by reflection.")]
internal static class DelegateHandler
{
    /// <param name="function">The delegate.</param>
    /// <param name="serializer">By which its arguments are read and its result is written.</param>
    /// <param name="caller">Who may run it where the pool has no thread; null for nobody.</param>
    public static Handler Create(Delegate function, ValueSerializer serializer, CallerQueue? caller = null)
    {
        ParameterInfo[] parameters = function.Method.GetParameters();
        if (parameters.Length > 0 && function.Target is not null && function.Method.IsStatic)
        {
            // A static method closed over its first argument.
            parameters = parameters[1..];
        }

        Func<object?, ValueTask<object?>> awaitResult = Awaiter(function.Method.ReturnType);
        return new Handler(
            call => awaitResult(Invoke(function, Bind(parameters, call, serializer.Options))),
            PolymorphicResult(function.Method.ReturnType, serializer.WriteOptions))
        {
            Caller = caller,
        };
    }

    /// <summary>
    /// The type that a handler declares to return, where its contract tells derived types apart: their discriminator is
    /// written for the declared type alone. Everything else is written as what it is.
    /// </summary>
    private static JsonTypeInfo? PolymorphicResult(Type returned, JsonSerializerOptions options)
    {
        Type? shape = returned.IsGenericType ? returned.GetGenericTypeDefinition() : null;
        Type result = shape == typeof(Task<>) || shape == typeof(ValueTask<>) ? returned.GetGenericArguments()[0] : returned;
        bool canBeDerived = result is { IsValueType: false, IsSealed: false } && result != typeof(object) && !typeof(Task).IsAssignableFrom(result);
        return canBeDerived && options.TryGetTypeInfo(result, out JsonTypeInfo? type) && type.PolymorphismOptions is not null ? type : null;
    }

    private static object?[] Bind(ParameterInfo[] parameters, IncomingCall call, JsonSerializerOptions options)
    {
        object?[] values = new object?[parameters.Length];
        bool isWhole = call.Arguments.IsNamed
            && !parameters.Any(parameter => parameter.Name is string name && call.Arguments.IndexOf(name) >= 0);
        int position = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            ParameterInfo parameter = parameters[i];
            if (parameter.ParameterType == typeof(CancellationToken))
            {
                values[i] = call.CancellationToken;
            }
            else if (parameter.ParameterType == typeof(HandlerContext))
            {
                values[i] = call.Context;
            }
            else
            {
                values[i] = isWhole && position == 0 && CanBeWhole(parameter)
                    ? call.Arguments.ReadWhole(options.GetTypeInfo(parameter.ParameterType))
                    : BindValue(parameter, position, call.Arguments, options);
                position++;
            }
        }

        return values;
    }

    /// <summary>Where no name fits a parameter, the first takes them all, as a function in JavaScript gets one object.</summary>
    private static bool CanBeWhole(ParameterInfo parameter) =>
        !parameter.HasDefaultValue && !parameter.ParameterType.IsPrimitive && parameter.ParameterType != typeof(string);

    private static object? BindValue(ParameterInfo parameter, int position, Arguments arguments, JsonSerializerOptions options)
    {
        int index = arguments.IsNamed ? arguments.IndexOf(parameter.Name ?? "") : position;
        if (index >= 0 && index < arguments.Count)
        {
            return arguments.Read(index, options.GetTypeInfo(parameter.ParameterType));
        }

        bool isNullable = !parameter.ParameterType.IsValueType || Nullable.GetUnderlyingType(parameter.ParameterType) is not null;
        return parameter.HasDefaultValue ? parameter.DefaultValue
            : isNullable ? null
            : throw new InvalidParametersException($"Argument {position + 1} ('{parameter.Name}', {parameter.ParameterType}) is missing.");
    }

    private static object? Invoke(Delegate function, object?[] values)
    {
        try
        {
            return function.DynamicInvoke(values);
        }
        catch (TargetInvocationException error) when (error.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(error.InnerException);
            throw;
        }
    }

    private static Func<object?, ValueTask<object?>> Awaiter(Type type)
    {
        if (type == typeof(ValueTask))
        {
            return async result =>
            {
                await ((ValueTask)result!).ConfigureAwait(false);
                return null;
            };
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            MethodInfo asTask = type.GetMethod(nameof(ValueTask<object>.AsTask))!;
            return result => AwaitTaskAsync((Task)asTask.Invoke(result, null)!);
        }

        return typeof(Task).IsAssignableFrom(type)
            ? result => AwaitTaskAsync((Task?)result ?? Task.CompletedTask)
            : ValueTask.FromResult;
    }

    private static async ValueTask<object?> AwaitTaskAsync(Task task)
    {
        await task.ConfigureAwait(false);
        PropertyInfo? result = task.GetType().GetProperty(nameof(Task<object>.Result));

        // A Task without a result is a Task<VoidTaskResult> underneath.
        return result is null || result.PropertyType.Name == "VoidTaskResult" ? null : result.GetValue(task);
    }
}
