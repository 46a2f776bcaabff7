using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text.Json;

namespace NodePipe.Rpc;

/// <summary>Makes a handler of any delegate: binds arguments to its parameters and awaits what it returns.</summary>
[RequiresUnreferencedCode("Binds the parameters of delegates by reflection.")]
[RequiresDynamicCode("Binds the parameters of delegates by reflection.")]
internal static class DelegateHandler
{
    public static Handler Create(Delegate function, JsonSerializerOptions options)
    {
        ParameterInfo[] parameters = function.Method.GetParameters();
        if (parameters.Length > 0 && function.Target is not null && function.Method.IsStatic)
        {
            // A static method closed over its first argument.
            parameters = parameters[1..];
        }

        Func<object?, ValueTask<object?>> awaitResult = Awaiter(function.Method.ReturnType);
        return new Handler(call => awaitResult(Invoke(function, Bind(parameters, call, options))));
    }

    private static object?[] Bind(ParameterInfo[] parameters, IncomingCall call, JsonSerializerOptions options)
    {
        object?[] values = new object?[parameters.Length];
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
                values[i] = BindValue(parameter, position++, call.Arguments, options);
            }
        }

        return values;
    }

    private static object? BindValue(ParameterInfo parameter, int position, Arguments arguments, JsonSerializerOptions options)
    {
        int index = arguments.IsNamed ? arguments.IndexOf(parameter.Name ?? "") : position;
        if (index >= 0 && index < arguments.Count)
        {
            return arguments.Read(index, options.GetTypeInfo(parameter.ParameterType));
        }

        if (arguments.IsNamed && position == 0 && !parameter.HasDefaultValue && !parameter.ParameterType.IsPrimitive)
        {
            // One parameter that none of the names fits takes them all, as a function in JavaScript gets one object.
            return arguments.ReadWhole(options.GetTypeInfo(parameter.ParameterType));
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
