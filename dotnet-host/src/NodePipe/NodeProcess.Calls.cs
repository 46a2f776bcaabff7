using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace NodePipe;

/// <content>Calls of the module's functions.</content>
public sealed partial class NodeProcess
{
    /// <inheritdoc cref="RpcConnection.InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    /// <param name="function">The name of an export.</param>
    /// <param name="arguments">
    /// The arguments by position. They are one list and not <c>params</c>, so a token is never taken for one. An array of
    /// references given without brackets <i>is</i> that list (array covariance): write <c>[names]</c> to pass it as one
    /// argument. Default: none.
    /// </param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work in the child.</param>
    /// <exception cref="NodeExitedException">The child ended before it answered.</exception>
    public Task<T> InvokeAsync<T>(
        string function, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        Connection.InvokeAsync<T>(function, arguments, cancellationToken);

    /// <inheritdoc cref="RpcConnection.InvokeAsync{T}(string, IReadOnlyList{object?}?, CallOptions, CancellationToken)"/>
    /// <param name="function">The name of an export.</param>
    /// <param name="arguments">The arguments by position, as one list; null for none.</param>
    /// <param name="options">What this call does differently.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work in the child.</param>
    /// <exception cref="NodeExitedException">The child ended before it answered.</exception>
    public Task<T> InvokeAsync<T>(
        string function, IReadOnlyList<object?>? arguments, CallOptions options, CancellationToken cancellationToken = default) =>
        Connection.InvokeAsync<T>(function, arguments, options, cancellationToken);

    /// <inheritdoc cref="RpcConnection.InvokeAsync{T}(string, IReadOnlyList{object?}?, JsonTypeInfo{T}, CallOptions?, CancellationToken)"/>
    /// <param name="function">The name of an export.</param>
    /// <param name="arguments">The arguments by position, as one list; null for none.</param>
    /// <param name="resultType">How the result is read, from a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>.</param>
    /// <param name="options">What this call does differently. Default: nothing.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work in the child.</param>
    /// <exception cref="NodeExitedException">The child ended before it answered.</exception>
    public Task<T> InvokeAsync<T>(
        string function, IReadOnlyList<object?>? arguments, JsonTypeInfo<T> resultType, CallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Connection.InvokeAsync(function, arguments, resultType, options, cancellationToken);

    /// <inheritdoc cref="RpcConnection.InvokeAsync{T}(string, IReadOnlyDictionary{string, object?}, CallOptions?, CancellationToken)"/>
    /// <param name="function">The name of an export.</param>
    /// <param name="namedArguments">The arguments by name; the function gets them as one object.</param>
    /// <param name="options">What this call does differently. Default: nothing.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work in the child.</param>
    /// <exception cref="NodeExitedException">The child ended before it answered.</exception>
    [OverloadResolutionPriority(-1)] // A null in place of the arguments means none by position.
    public Task<T> InvokeAsync<T>(
        string function, IReadOnlyDictionary<string, object?> namedArguments, CallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Connection.InvokeAsync<T>(function, namedArguments, options, cancellationToken);

    /// <inheritdoc cref="RpcConnection.InvokeAsync(string, IReadOnlyList{object?}?, CancellationToken)"/>
    /// <param name="function">The name of an export.</param>
    /// <param name="arguments">The arguments by position, as one list. Default: none.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work in the child.</param>
    /// <exception cref="NodeExitedException">The child ended before it answered.</exception>
    public Task InvokeAsync(
        string function, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        Connection.InvokeAsync(function, arguments, cancellationToken);

    /// <inheritdoc cref="RpcConnection.InvokeAsync(string, IReadOnlyList{object?}?, CallOptions, CancellationToken)"/>
    /// <param name="function">The name of an export.</param>
    /// <param name="arguments">The arguments by position, as one list; null for none.</param>
    /// <param name="options">What this call does differently.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work in the child.</param>
    /// <exception cref="NodeExitedException">The child ended before it answered.</exception>
    public Task InvokeAsync(
        string function, IReadOnlyList<object?>? arguments, CallOptions options, CancellationToken cancellationToken = default) =>
        Connection.InvokeAsync(function, arguments, options, cancellationToken);

    /// <inheritdoc cref="RpcConnection.Invoke{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    /// <param name="function">The name of an export.</param>
    /// <param name="arguments">The arguments by position, as one list. Default: none.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work in the child.</param>
    /// <exception cref="NodeExitedException">The child ended before it answered.</exception>
    public T Invoke<T>(
        string function, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        Connection.Invoke<T>(function, arguments, cancellationToken);

    /// <inheritdoc cref="RpcConnection.Invoke{T}(string, IReadOnlyList{object?}?, CallOptions, CancellationToken)"/>
    /// <param name="function">The name of an export.</param>
    /// <param name="arguments">The arguments by position, as one list; null for none.</param>
    /// <param name="options">What this call does differently.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work in the child.</param>
    /// <exception cref="NodeExitedException">The child ended before it answered.</exception>
    public T Invoke<T>(
        string function, IReadOnlyList<object?>? arguments, CallOptions options, CancellationToken cancellationToken = default) =>
        Connection.Invoke<T>(function, arguments, options, cancellationToken);

    /// <inheritdoc cref="RpcConnection.StreamAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    /// <param name="function">The name of an export.</param>
    /// <param name="arguments">The arguments by position, as one list. Default: none.</param>
    /// <param name="cancellationToken">Ends the enumeration, and cancels the work in the child.</param>
    /// <exception cref="NodeExitedException">The child ended before the sequence did.</exception>
    public IAsyncEnumerable<T> StreamAsync<T>(
        string function, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        Connection.StreamAsync<T>(function, arguments, cancellationToken);

    /// <inheritdoc cref="RpcConnection.StreamAsync{T}(string, IReadOnlyList{object?}?, CallOptions, CancellationToken)"/>
    /// <param name="function">The name of an export.</param>
    /// <param name="arguments">The arguments by position, as one list; null for none.</param>
    /// <param name="options">
    /// What this call does differently. The time-out ends with the answer, which is the beginning of the sequence.
    /// </param>
    /// <param name="cancellationToken">Ends the enumeration, and cancels the work in the child.</param>
    /// <exception cref="NodeExitedException">The child ended before the sequence did.</exception>
    public IAsyncEnumerable<T> StreamAsync<T>(
        string function, IReadOnlyList<object?>? arguments, CallOptions options, CancellationToken cancellationToken = default) =>
        Connection.StreamAsync<T>(function, arguments, options, cancellationToken);

    /// <inheritdoc cref="RpcConnection.StreamAsync{T}(string, IReadOnlyList{object?}?, JsonTypeInfo{T}, CallOptions?, CancellationToken)"/>
    /// <param name="function">The name of an export.</param>
    /// <param name="arguments">The arguments by position, as one list; null for none.</param>
    /// <param name="itemType">How an item is read, from a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>.</param>
    /// <param name="options">
    /// What this call does differently. The time-out ends with the answer, which is the beginning of the sequence.
    /// Default: nothing.
    /// </param>
    /// <param name="cancellationToken">Ends the enumeration, and cancels the work in the child.</param>
    /// <exception cref="NodeExitedException">The child ended before the sequence did.</exception>
    public IAsyncEnumerable<T> StreamAsync<T>(
        string function, IReadOnlyList<object?>? arguments, JsonTypeInfo<T> itemType, CallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Connection.StreamAsync(function, arguments, itemType, options, cancellationToken);

    /// <inheritdoc cref="RpcConnection.NotifyAsync"/>
    /// <param name="function">The name of an export.</param>
    /// <param name="arguments">The arguments by position, as one list. Default: none.</param>
    /// <param name="cancellationToken">Takes the message back, as long as none of it is written.</param>
    /// <exception cref="NodeExitedException">The child has ended.</exception>
    public Task NotifyAsync(
        string function, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        Connection.NotifyAsync(function, arguments, cancellationToken);
}
