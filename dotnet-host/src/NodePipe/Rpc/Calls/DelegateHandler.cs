using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.ExceptionServices;
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
    /// <exception cref="ArgumentException">A parameter can take no argument, or what it returns cannot be sent.</exception>
    public static Handler Create(Delegate function, ValueSerializer serializer, CallerQueue? caller = null)
    {
        Parameters parameters = new(function, types: null, serializer);
        Func<object?, ValueTask<object?>> awaitResult = Awaiter(function.Method.ReturnType);
        return new Handler(
            call => awaitResult(Invoke(function, Bind(parameters, call))),
            new ResultType(WithoutTask(function.Method.ReturnType), serializer.WriteOptions))
        {
            Caller = caller,
        };
    }

    private static Type WithoutTask(Type returned)
    {
        Type? shape = returned.IsGenericType ? returned.GetGenericTypeDefinition() : null;
        return shape == typeof(Task<>) || shape == typeof(ValueTask<>) ? returned.GetGenericArguments()[0]
            : typeof(Task).IsAssignableFrom(returned) ? typeof(void)
            : returned;
    }

    private static object?[] Bind(Parameters parameters, IncomingCall call)
    {
        object?[] values = new object?[parameters.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = parameters.Take(i, call);
        }

        return values;
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
            return result => AwaitTaskAsync((Task?)asTask.Invoke(result, null));
        }

        // What it declares counts: the result of a task that is passed on as a mere Task is nobody's to see.
        if (type == typeof(Task))
        {
            return async result =>
            {
                await ((Task?)result ?? Task.CompletedTask).ConfigureAwait(false);
                return null;
            };
        }

        return typeof(Task).IsAssignableFrom(type)
            ? result => AwaitTaskAsync((Task?)result)
            : ValueTask.FromResult;
    }

    private static async ValueTask<object?> AwaitTaskAsync(Task? task)
    {
        if (task is null)
        {
            return null;
        }

        await task.ConfigureAwait(false);
        return task.GetType().GetProperty(nameof(Task<object>.Result))?.GetValue(task);
    }
}
