using System.Text.Json.Serialization.Metadata;

namespace NodePipe;

/// <summary>Other ways to call an <see cref="INodeModule"/>, over its members.</summary>
public static class NodeModuleExtensions
{
    /// <summary>Calls a function with a token and without options, and waits for its result.</summary>
    /// <inheritdoc cref="INodeModule.InvokeAsync{T}"/>
    public static Task<T> InvokeAsync<T>(
        this INodeModule module, string name, CallArguments arguments, CancellationToken cancellationToken) =>
        module.InvokeAsync<T>(name, arguments, null, cancellationToken);

    /// <summary>Calls a function whose result does not matter, with a token and without options.</summary>
    /// <inheritdoc cref="INodeModule.InvokeAsync(string, CallArguments, CallOptions?, CancellationToken)"/>
    public static Task InvokeAsync(
        this INodeModule module, string name, CallArguments arguments, CancellationToken cancellationToken) =>
        module.InvokeAsync(name, arguments, null, cancellationToken);

    /// <summary>Calls a function and blocks until the answer is there, with a token and without options.</summary>
    /// <inheritdoc cref="INodeModule.Invoke{T}"/>
    public static T Invoke<T>(
        this INodeModule module, string name, CallArguments arguments, CancellationToken cancellationToken) =>
        module.Invoke<T>(name, arguments, null, cancellationToken);

    /// <summary>Reads the async sequence that a function answers with, with a token and without options.</summary>
    /// <inheritdoc cref="INodeModule.StreamAsync{T}"/>
    public static IAsyncEnumerable<T> StreamAsync<T>(
        this INodeModule module, string name, CallArguments arguments, CancellationToken cancellationToken) =>
        module.StreamAsync<T>(name, arguments, null, cancellationToken);

    /// <summary>
    /// Calls a function and waits for its result, of a source-generated type: for trimmed and ahead-of-time compiled programs.
    /// </summary>
    /// <param name="module">What is called.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="arguments">The arguments, in brackets: <c>[1, "a"]</c>.</param>
    /// <param name="resultType">How the result is read, from a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>.</param>
    /// <param name="options">What this call does differently. Default: nothing.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work on the other side.</param>
    /// <inheritdoc cref="INodeModule.InvokeAsync{T}"/>
    public static Task<T> InvokeAsync<T>(
        this INodeModule module, string name, CallArguments arguments, JsonTypeInfo<T> resultType, CallOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resultType);
        return module.InvokeAsync<T>(name, arguments, (options ?? new CallOptions()) with { ResultType = resultType }, cancellationToken);
    }

    /// <summary>
    /// Reads the async sequence that a function answers with, with items of a source-generated type: for trimmed and
    /// ahead-of-time compiled programs.
    /// </summary>
    /// <param name="module">What is called.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="arguments">The arguments, in brackets: <c>[1, "a"]</c>.</param>
    /// <param name="itemType">How an item is read, from a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>.</param>
    /// <param name="options">What this call does differently. The time-out ends with the answer, which is the beginning of the sequence. Default: nothing.</param>
    /// <param name="cancellationToken">Ends the enumeration, and cancels the work on the other side.</param>
    /// <inheritdoc cref="INodeModule.StreamAsync{T}"/>
    public static IAsyncEnumerable<T> StreamAsync<T>(
        this INodeModule module, string name, CallArguments arguments, JsonTypeInfo<T> itemType, CallOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(itemType);
        return module.StreamAsync<T>(name, arguments, (options ?? new CallOptions()) with { ResultType = itemType }, cancellationToken);
    }
}
