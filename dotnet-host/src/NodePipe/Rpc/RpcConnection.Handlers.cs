using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Rpc;
using NodePipe.Rpc.Calls;

namespace NodePipe;

/// <content>Functions of this side that the other one may call.</content>
public sealed partial class RpcConnection
{
    /// <summary>Lets the other side call a delegate. A later one of the same name replaces it.</summary>
    /// <param name="method">The name by which it is called.</param>
    /// <param name="handler">
    /// Any delegate; its parameters are the arguments by position, or by name where they come so. A parameter of type
    /// <see cref="CancellationToken"/> or <see cref="HandlerContext"/> takes no argument. What it returns is the result:
    /// a value, a task, an async sequence, or nothing.
    /// </param>
    /// <exception cref="ArgumentException">The name is empty or reserved (<c>$/…</c>, <c>nodepipe/…</c>).</exception>
    [RequiresUnreferencedCode("Binds the parameters of the delegate by reflection. Use HandleTyped in trimmed programs.")]
    [RequiresDynamicCode("Binds the parameters of the delegate by reflection. Use HandleTyped in ahead-of-time compiled programs.")]
    public void Handle(string method, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Wiring.Handlers.Add(method, DelegateHandler.Create(handler, Wiring.Serializer));
    }

    /// <summary>Lets the other side call a function without arguments; needs no reflection.</summary>
    /// <typeparam name="TResult">The result: any type that the serializer knows.</typeparam>
    /// <param name="method">The name by which it is called. A later function of the same name replaces this one.</param>
    /// <param name="handler">The function; arguments that come are ignored. What it returns is the result.</param>
    /// <param name="resultType">How the result is written. Default: as the connection's serializer options say.</param>
    /// <exception cref="ArgumentException">The name is empty or reserved (<c>$/…</c>, <c>nodepipe/…</c>).</exception>
    public void HandleTyped<TResult>(
        string method, Func<HandlerContext, ValueTask<TResult>> handler, JsonTypeInfo<TResult>? resultType = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        JsonTypeInfo<TResult> result = Wiring.Serializer.ResolveToWrite(resultType);
        Wiring.Handlers.Add(method, new Handler(async call => await handler(call.Context).ConfigureAwait(false), result));
    }

    /// <summary>Lets the other side call a function of one argument; needs no reflection.</summary>
    /// <typeparam name="T">The argument: any type that the serializer knows.</typeparam>
    /// <typeparam name="TResult">The result likewise.</typeparam>
    /// <param name="method">The name by which it is called. A later function of the same name replaces this one.</param>
    /// <param name="handler">
    /// The function. It gets the first argument, the type's default where there is none, or all of them as one object
    /// where they come by name. What it returns is the result.
    /// </param>
    /// <param name="argumentType">How the argument is read. Default: as the connection's serializer options say.</param>
    /// <param name="resultType">How the result is written. Default: likewise.</param>
    /// <exception cref="ArgumentException">The name is empty or reserved (<c>$/…</c>, <c>nodepipe/…</c>).</exception>
    public void HandleTyped<T, TResult>(
        string method, Func<T, HandlerContext, ValueTask<TResult>> handler,
        JsonTypeInfo<T>? argumentType = null, JsonTypeInfo<TResult>? resultType = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        JsonTypeInfo<T> argument = argumentType is null ? Wiring.Serializer.Resolve<T>() : Wiring.Serializer.Resolve(argumentType);
        JsonTypeInfo<TResult> result = Wiring.Serializer.ResolveToWrite(resultType);
        Wiring.Handlers.Add(method, new Handler(
            async call => await handler(ReadOne(call.Arguments, argument)!, call.Context).ConfigureAwait(false), result));
    }

    /// <summary>Lets the other side call a function of two arguments; needs no reflection.</summary>
    /// <typeparam name="T1">The first argument: any type that the serializer knows.</typeparam>
    /// <typeparam name="T2">The second argument likewise.</typeparam>
    /// <typeparam name="TResult">The result likewise.</typeparam>
    /// <param name="method">The name by which it is called. A later function of the same name replaces this one.</param>
    /// <param name="handler">
    /// The function. It gets the arguments in the order in which they come, whatever their names; the type's default for one
    /// that is missing. What it returns is the result.
    /// </param>
    /// <exception cref="ArgumentException">The name is empty or reserved (<c>$/…</c>, <c>nodepipe/…</c>).</exception>
    public void HandleTyped<T1, T2, TResult>(
        string method, Func<T1, T2, HandlerContext, ValueTask<TResult>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        JsonTypeInfo<T1> first = Wiring.Serializer.Resolve<T1>();
        JsonTypeInfo<T2> second = Wiring.Serializer.Resolve<T2>();
        Wiring.Handlers.Add(method, new Handler(
            async call => await handler(call.Arguments.Read(0, first)!, call.Arguments.Read(1, second)!, call.Context).ConfigureAwait(false),
            Wiring.Serializer.ResolveToWrite<TResult>()));
    }

    private static T? ReadOne<T>(Arguments arguments, JsonTypeInfo<T> type) =>
        arguments.IsNamed ? (T?)arguments.ReadWhole(type) : arguments.Read(0, type);
}
