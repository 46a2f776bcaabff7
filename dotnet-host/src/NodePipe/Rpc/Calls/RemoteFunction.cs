using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Calls;

/// <summary>A function of the other side that came in the arguments of a call, for as long as that call is open.</summary>
internal sealed class RemoteFunction(OutgoingCalls calls, ValueSerializer serializer, long number)
{
    public const string Method = "$/callback";

    private static readonly MethodInfo InvokeForResult = typeof(RemoteFunction).GetMethod(nameof(InvokeAsync), 1, [typeof(object[]), typeof(CancellationToken)])!;
    private static readonly MethodInfo InvokeForNothing = typeof(RemoteFunction).GetMethod(nameof(InvokeAsync), 0, [typeof(object[]), typeof(CancellationToken)])!;
    private static readonly MethodInfo ToNotify = typeof(RemoteFunction).GetMethod(nameof(Notify))!;

    // To compile a delegate takes twenty times as long as the call that brought the function.
    private static readonly ConditionalWeakTable<Type, Func<RemoteFunction, Delegate>> Makers = [];

    public Task<T> InvokeAsync<T>(object?[] arguments, CancellationToken cancellationToken) =>
        calls.Start(Method, serializer.Resolve<T>(), Parameters(arguments), null, cancellationToken).Task;

    public Task InvokeAsync(object?[] arguments, CancellationToken cancellationToken) =>
        calls.Start<object?>(Method, null, Parameters(arguments), null, cancellationToken).Task;

    /// <summary>Calls it without waiting; what comes of it is not known.</summary>
    public void Notify(object?[] arguments) => _ = calls.NotifyAsync(Method, Parameters(arguments), CancellationToken.None);

    /// <summary>
    /// The function as a delegate. One that returns nothing does not wait for the function; a token among the parameters
    /// cancels the call instead of being an argument.
    /// </summary>
    /// <exception cref="NotSupportedException">The delegate returns a value, for which it would have to block.</exception>
    [RequiresUnreferencedCode("Binds the parameters of delegates by reflection.")]
    [RequiresDynamicCode("Binds the parameters of delegates by reflection.")]
    public Delegate ToDelegate(Type type)
    {
        if (!Makers.TryGetValue(type, out Func<RemoteFunction, Delegate>? make))
        {
            make = CompileMaker(type);
            Makers.AddOrUpdate(type, make);
        }

        return make(this);
    }

    [RequiresUnreferencedCode("Binds the parameters of delegates by reflection.")]
    [RequiresDynamicCode("Binds the parameters of delegates by reflection.")]
    private static Func<RemoteFunction, Delegate> CompileMaker(Type type)
    {
        MethodInfo signature = type.GetMethod("Invoke") ?? throw Unsupported(type);
        ParameterExpression function = Expression.Parameter(typeof(RemoteFunction));
        ParameterExpression[] parameters =
            [.. signature.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType, parameter.Name))];
        Expression arguments = Expression.NewArrayInit(
            typeof(object),
            parameters.Where(parameter => parameter.Type != typeof(CancellationToken))
                .Select(parameter => Expression.Convert(parameter, typeof(object))));
        Expression token = (Expression?)parameters.LastOrDefault(parameter => parameter.Type == typeof(CancellationToken))
            ?? Expression.Default(typeof(CancellationToken));
        Expression call = signature.ReturnType == typeof(void)
            ? Expression.Call(function, ToNotify, arguments)
            : Call(function, type, signature.ReturnType, arguments, token);
        return Expression.Lambda<Func<RemoteFunction, Delegate>>(Expression.Lambda(type, call, parameters), function).Compile();
    }

    [RequiresUnreferencedCode("Binds the parameters of delegates by reflection.")]
    [RequiresDynamicCode("Binds the parameters of delegates by reflection.")]
    private static Expression Call(ParameterExpression function, Type type, Type returned, Expression arguments, Expression token)
    {
        Type? shape = returned.IsGenericType ? returned.GetGenericTypeDefinition() : returned;
        bool isValueTask = shape == typeof(ValueTask<>) || shape == typeof(ValueTask);
        if (!isValueTask && shape != typeof(Task<>) && shape != typeof(Task))
        {
            throw Unsupported(type);
        }

        MethodInfo method = returned.IsGenericType
            ? InvokeForResult.MakeGenericMethod(returned.GetGenericArguments())
            : InvokeForNothing;
        Expression call = Expression.Call(function, method, arguments, token);
        return isValueTask ? Expression.New(returned.GetConstructor([method.ReturnType])!, call) : call;
    }

    private CallArguments Parameters(object?[] arguments) => [number, arguments];

    private static NotSupportedException Unsupported(Type type) => new(
        $"is a function, which answers later than {type} can wait; declare one that returns Task, Task<T>, ValueTask, ValueTask<T> or nothing");
}

/// <summary>A function of the other side that takes reports.</summary>
internal sealed class RemoteProgress<T>(RemoteFunction function) : IProgress<T>
{
    public void Report(T value) => function.Notify([value]);
}
