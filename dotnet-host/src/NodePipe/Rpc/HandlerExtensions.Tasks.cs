using System.Runtime.CompilerServices;

namespace NodePipe;

/// <content>Functions that answer by a task. An async lambda is one of these.</content>
public static partial class HandlerExtensions
{
    /// <inheritdoc cref="Handle(INodeModule, string, Delegate)"/>
    [OverloadResolutionPriority(1)]
    public static IDisposable Handle(this INodeModule module, string name, Func<Task> handler) =>
        AddTask(module, name, handler, [], _ => handler());

    /// <inheritdoc cref="Handle(INodeModule, string, Delegate)"/>
    [OverloadResolutionPriority(1)]
    public static IDisposable Handle<T>(this INodeModule module, string name, Func<T, Task> handler) =>
        AddTask(module, name, handler, [typeof(T)], call => handler(call.Take<T>(0)));

    /// <inheritdoc cref="Handle(INodeModule, string, Delegate)"/>
    [OverloadResolutionPriority(1)]
    public static IDisposable Handle<T1, T2>(this INodeModule module, string name, Func<T1, T2, Task> handler) =>
        AddTask(
            module, name, handler, [typeof(T1), typeof(T2)],
            call => handler(call.Take<T1>(0), call.Take<T2>(1)));

    /// <inheritdoc cref="Handle(INodeModule, string, Delegate)"/>
    [OverloadResolutionPriority(1)]
    public static IDisposable Handle<T1, T2, T3>(this INodeModule module, string name, Func<T1, T2, T3, Task> handler) =>
        AddTask(
            module, name, handler, [typeof(T1), typeof(T2), typeof(T3)],
            call => handler(call.Take<T1>(0), call.Take<T2>(1), call.Take<T3>(2)));

    /// <inheritdoc cref="Handle(INodeModule, string, Delegate)"/>
    [OverloadResolutionPriority(1)]
    public static IDisposable Handle<T1, T2, T3, T4>(this INodeModule module, string name, Func<T1, T2, T3, T4, Task> handler) =>
        AddTask(
            module, name, handler, [typeof(T1), typeof(T2), typeof(T3), typeof(T4)],
            call => handler(call.Take<T1>(0), call.Take<T2>(1), call.Take<T3>(2), call.Take<T4>(3)));

    /// <inheritdoc cref="Handle(INodeModule, string, Delegate)"/>
    [OverloadResolutionPriority(1)]
    public static IDisposable Handle<T1, T2, T3, T4, T5>(this INodeModule module, string name, Func<T1, T2, T3, T4, T5, Task> handler) =>
        AddTask(
            module, name, handler, [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5)],
            call => handler(call.Take<T1>(0), call.Take<T2>(1), call.Take<T3>(2), call.Take<T4>(3), call.Take<T5>(4)));

    /// <inheritdoc cref="Handle(INodeModule, string, Delegate)"/>
    [OverloadResolutionPriority(1)]
    public static IDisposable Handle<TResult>(this INodeModule module, string name, Func<Task<TResult>> handler) =>
        AddTask(module, name, handler, [], _ => handler());

    /// <inheritdoc cref="Handle(INodeModule, string, Delegate)"/>
    [OverloadResolutionPriority(1)]
    public static IDisposable Handle<T, TResult>(this INodeModule module, string name, Func<T, Task<TResult>> handler) =>
        AddTask(module, name, handler, [typeof(T)], call => handler(call.Take<T>(0)));

    /// <inheritdoc cref="Handle(INodeModule, string, Delegate)"/>
    [OverloadResolutionPriority(1)]
    public static IDisposable Handle<T1, T2, TResult>(this INodeModule module, string name, Func<T1, T2, Task<TResult>> handler) =>
        AddTask(
            module, name, handler, [typeof(T1), typeof(T2)],
            call => handler(call.Take<T1>(0), call.Take<T2>(1)));

    /// <inheritdoc cref="Handle(INodeModule, string, Delegate)"/>
    [OverloadResolutionPriority(1)]
    public static IDisposable Handle<T1, T2, T3, TResult>(this INodeModule module, string name, Func<T1, T2, T3, Task<TResult>> handler) =>
        AddTask(
            module, name, handler, [typeof(T1), typeof(T2), typeof(T3)],
            call => handler(call.Take<T1>(0), call.Take<T2>(1), call.Take<T3>(2)));

    /// <inheritdoc cref="Handle(INodeModule, string, Delegate)"/>
    [OverloadResolutionPriority(1)]
    public static IDisposable Handle<T1, T2, T3, T4, TResult>(
        this INodeModule module, string name, Func<T1, T2, T3, T4, Task<TResult>> handler) =>
        AddTask(
            module, name, handler, [typeof(T1), typeof(T2), typeof(T3), typeof(T4)],
            call => handler(call.Take<T1>(0), call.Take<T2>(1), call.Take<T3>(2), call.Take<T4>(3)));

    /// <inheritdoc cref="Handle(INodeModule, string, Delegate)"/>
    [OverloadResolutionPriority(1)]
    public static IDisposable Handle<T1, T2, T3, T4, T5, TResult>(
        this INodeModule module, string name, Func<T1, T2, T3, T4, T5, Task<TResult>> handler) =>
        AddTask(
            module, name, handler, [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5)],
            call => handler(call.Take<T1>(0), call.Take<T2>(1), call.Take<T3>(2), call.Take<T4>(3), call.Take<T5>(4)));
}
