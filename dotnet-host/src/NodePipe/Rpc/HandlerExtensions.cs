using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NodePipe.Rpc.Calls;

namespace NodePipe;

/// <summary>Functions of this side that the other one may call.</summary>
/// <remarks>
/// Lambdas that declare their parameters go to the typed forms, which need no reflection. What these do not take goes to the form with a
/// <see cref="Delegate"/>: methods by their name alone, more parameters, and lambdas whose parameters have defaults, which must be cast
/// (<c>(Delegate)((int a = 1) => …)</c>). A method of which there are several needs a cast to one's type
/// (<c>(Func&lt;char, int&gt;)text.IndexOf</c>). Where a program is trimmed or compiled ahead of time, write type arguments
/// (<c>Handle&lt;int, string&gt;("name", Method)</c>), and let the serializer options know the types.
/// </remarks>
public static partial class HandlerExtensions
{
    /// <summary>Lets the other side call a function. A later one of the same name replaces it.</summary>
    /// <param name="module">Who may call it.</param>
    /// <param name="name">The name by which it is called.</param>
    /// <param name="handler">
    /// The function; its parameters are the arguments by position, or by name where they come so. A parameter of type
    /// <see cref="CancellationToken"/> or <see cref="HandlerContext"/> takes no argument. An argument that is missing is the default of
    /// its parameter, or null; where it can be neither, that is an error of the caller. What the function returns is the result: a value,
    /// a task, an async sequence, or nothing. What it throws is the caller's error: <see cref="RpcException"/> says which.
    /// </param>
    /// <returns>Takes the function away again when it is disposed, unless another has taken its place.</returns>
    /// <exception cref="ArgumentException">
    /// The name is empty or reserved (<c>$/…</c>, <c>nodepipe/…</c>), or a parameter of the function can take no argument: one that is passed
    /// by reference, a span, a pointer, or of a type that the serializer does not know. The message names it.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    [RequiresUnreferencedCode("Binds the parameters of the delegate by reflection. Use a lambda with types, or give type arguments.")]
    [RequiresDynamicCode("Binds the parameters of the delegate by reflection. Use a lambda with types, or give type arguments.")]
    public static IDisposable Handle(this INodeModule module, string name, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(handler);
        return module.Handle(name, new FunctionHandler(handler, serializer => DelegateHandler.Create(handler, serializer)));
    }

    private static IDisposable AddAction(INodeModule module, string name, Delegate handler, Type[] types, Action<TypedCall> invoke) =>
        Add(module, name, handler, types, typeof(void), call =>
        {
            invoke(call);
            return default;
        });

    private static IDisposable AddFunction<TResult>(
        INodeModule module, string name, Delegate handler, Type[] types, Func<TypedCall, TResult> invoke) =>
        Add(module, name, handler, types, typeof(TResult), call => new ValueTask<object?>(invoke(call)));

    private static IDisposable AddTask(INodeModule module, string name, Delegate handler, Type[] types, Func<TypedCall, Task?> invoke) =>
        Add(module, name, handler, types, typeof(void), async call =>
        {
            await (invoke(call) ?? Task.CompletedTask).ConfigureAwait(false);
            return null;
        });

    private static IDisposable AddTask<TResult>(
        INodeModule module, string name, Delegate handler, Type[] types, Func<TypedCall, Task<TResult>?> invoke) =>
        Add(module, name, handler, types, typeof(TResult), async call =>
            invoke(call) is Task<TResult> task ? await task.ConfigureAwait(false) : null);

    private static IDisposable AddValueTask(
        INodeModule module, string name, Delegate handler, Type[] types, Func<TypedCall, ValueTask> invoke) =>
        Add(module, name, handler, types, typeof(void), async call =>
        {
            await invoke(call).ConfigureAwait(false);
            return null;
        });

    private static IDisposable AddValueTask<TResult>(
        INodeModule module, string name, Delegate handler, Type[] types, Func<TypedCall, ValueTask<TResult>> invoke) =>
        Add(module, name, handler, types, typeof(TResult), async call => await invoke(call).ConfigureAwait(false));

    private static IDisposable Add(
        INodeModule module, string name, Delegate handler, Type[] types, Type result, Func<TypedCall, ValueTask<object?>> invoke)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(handler);
        return module.Handle(
            name,
            new FunctionHandler(handler, serializer => TypedHandler.Create(handler, types, result, invoke, serializer)) { IsTyped = true });
    }
}
