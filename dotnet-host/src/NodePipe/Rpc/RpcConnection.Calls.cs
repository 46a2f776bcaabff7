using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Rpc;
using NodePipe.Rpc.Calls;
using NodePipe.Rpc.Messages;

namespace NodePipe;

/// <content>Calls of the other side's functions.</content>
public sealed partial class RpcConnection
{
    /// <summary>Calls a function of the other side and waits for its result.</summary>
    /// <typeparam name="T">The result: any type that the serializer knows, a stream, or bytes.</typeparam>
    /// <param name="method">The function's name.</param>
    /// <param name="arguments">
    /// The arguments by position. They are one list and not <c>params</c>, so a token is never taken for one. An array of
    /// references given without brackets <i>is</i> that list (array covariance): write <c>[names]</c> to pass it as one
    /// argument. Default: none.
    /// </param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work on the other side.</param>
    /// <exception cref="NodeCallException">The function threw, or there is none of that name.</exception>
    /// <exception cref="NodePipeException">
    /// The result cannot be read as a <typeparamref name="T"/>, as nothing (null or undefined) cannot be as an <c>int</c>; for a
    /// reference type it is null. Or the connection has ended: a <see cref="NodeExitedException"/> where the child process has.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// An argument cannot be carried (the message names its path), or an option of the call is wrong. Nothing was sent.
    /// </exception>
    /// <exception cref="InvalidOperationException">Too many calls are open, or the connection does not read yet.</exception>
    /// <exception cref="TimeoutException">The call took longer than the options allow.</exception>
    /// <exception cref="ObjectDisposedException">The connection is disposed.</exception>
    public Task<T> InvokeAsync<T>(
        string method, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        Call(method, Wiring.Serializer.Resolve<T>(), arguments, null, cancellationToken);

    /// <summary>Calls a function of the other side with options of this call's own, and waits for its result.</summary>
    /// <param name="method">The function's name.</param>
    /// <param name="arguments">The arguments by position, as one list; null for none.</param>
    /// <param name="options">What this call does differently.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work on the other side.</param>
    /// <inheritdoc cref="InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    public Task<T> InvokeAsync<T>(
        string method, IReadOnlyList<object?>? arguments, CallOptions options, CancellationToken cancellationToken = default) =>
        Call(method, Wiring.Serializer.Resolve<T>(), arguments, options, cancellationToken);

    /// <summary>
    /// Calls a function of the other side and waits for its result, of a source-generated type: for trimmed and
    /// ahead-of-time compiled programs.
    /// </summary>
    /// <param name="method">The function's name.</param>
    /// <param name="arguments">The arguments by position, as one list; null for none.</param>
    /// <param name="resultType">How the result is read, from a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>.</param>
    /// <param name="options">What this call does differently. Default: nothing.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work on the other side.</param>
    /// <inheritdoc cref="InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    public Task<T> InvokeAsync<T>(
        string method, IReadOnlyList<object?>? arguments, JsonTypeInfo<T> resultType, CallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Call(method, Wiring.Serializer.Resolve(resultType), arguments, options, cancellationToken);

    /// <summary>Calls a function of the other side with arguments by name, and waits for its result.</summary>
    /// <param name="method">The function's name.</param>
    /// <param name="namedArguments">The arguments by name; a function of a module gets them as one object.</param>
    /// <param name="options">What this call does differently. Default: nothing.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work on the other side.</param>
    /// <inheritdoc cref="InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)] // A null in place of the arguments means none by position.
    public Task<T> InvokeAsync<T>(
        string method, IReadOnlyDictionary<string, object?> namedArguments, CallOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(namedArguments);
        return Call(method, Wiring.Serializer.Resolve<T>(), namedArguments, options, cancellationToken);
    }

    /// <summary>Calls a function of the other side whose result does not matter, and waits until it has ended.</summary>
    /// <param name="method">The function's name.</param>
    /// <param name="arguments">The arguments by position, as one list. Default: none.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work on the other side.</param>
    /// <inheritdoc cref="InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    public Task InvokeAsync(
        string method, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        Call<object?>(method, null, arguments, null, cancellationToken);

    /// <summary>
    /// Calls a function of the other side whose result does not matter, with options of this call's own, and waits until
    /// it has ended.
    /// </summary>
    /// <param name="method">The function's name.</param>
    /// <param name="arguments">The arguments by position, as one list; null for none.</param>
    /// <param name="options">What this call does differently.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work on the other side.</param>
    /// <inheritdoc cref="InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    public Task InvokeAsync(
        string method, IReadOnlyList<object?>? arguments, CallOptions options, CancellationToken cancellationToken = default) =>
        Call<object?>(method, null, arguments, options, cancellationToken);

    /// <summary>
    /// Calls a function of the other side from code that cannot be asynchronous: blocks until the answer is there. Safe on
    /// any thread, also inside a handler, but not inside the converter of a result, which is an
    /// <see cref="InvalidOperationException"/>. Where the pool has no free thread, this one runs meanwhile what the call waits for:
    /// its progress and callbacks, and, after a tenth of a second, handlers that nobody else could begin.
    /// </summary>
    /// <param name="method">The function's name.</param>
    /// <param name="arguments">The arguments by position, as one list. Default: none.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work on the other side.</param>
    /// <inheritdoc cref="InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    public T Invoke<T>(
        string method, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        StartCall(method, Wiring.Serializer.Resolve<T>(), arguments, null, cancellationToken, isBlocking: true).GetResult();

    /// <summary>
    /// Calls a function of the other side from code that cannot be asynchronous, with options of this call's own: blocks
    /// until the answer is there. Safe where <see cref="Invoke{T}(string, IReadOnlyList{object?}?, CancellationToken)"/> is.
    /// </summary>
    /// <param name="method">The function's name.</param>
    /// <param name="arguments">The arguments by position, as one list; null for none.</param>
    /// <param name="options">What this call does differently.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work on the other side.</param>
    /// <inheritdoc cref="InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    public T Invoke<T>(
        string method, IReadOnlyList<object?>? arguments, CallOptions options, CancellationToken cancellationToken = default) =>
        StartCall(method, Wiring.Serializer.Resolve<T>(), arguments, options, cancellationToken, isBlocking: true).GetResult();

    /// <summary>Calls a function of the other side that answers with an async sequence, and reads it.</summary>
    /// <remarks>
    /// Nothing is sent before the enumeration begins; each enumeration is a call of its own. Leaving it runs the generator's
    /// <c>finally</c>.
    /// </remarks>
    /// <typeparam name="T">An item: any type that the serializer knows.</typeparam>
    /// <param name="method">The function's name.</param>
    /// <param name="arguments">The arguments by position, as one list. Default: none.</param>
    /// <param name="cancellationToken">Ends the enumeration, and cancels the work on the other side.</param>
    /// <inheritdoc cref="InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    public IAsyncEnumerable<T> StreamAsync<T>(
        string method, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        ReadStreamAsync(method, arguments, Wiring.Serializer.Resolve<T>(), null, cancellationToken);

    /// <summary>
    /// Calls a function of the other side that answers with an async sequence, with options of this call's own, and reads
    /// it.
    /// </summary>
    /// <param name="method">The function's name.</param>
    /// <param name="arguments">The arguments by position, as one list; null for none.</param>
    /// <param name="options">
    /// What this call does differently. The time-out ends with the answer, which is the beginning of the sequence.
    /// </param>
    /// <param name="cancellationToken">Ends the enumeration, and cancels the work on the other side.</param>
    /// <inheritdoc cref="StreamAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    public IAsyncEnumerable<T> StreamAsync<T>(
        string method, IReadOnlyList<object?>? arguments, CallOptions options, CancellationToken cancellationToken = default) =>
        ReadStreamAsync(method, arguments, Wiring.Serializer.Resolve<T>(), options, cancellationToken);

    /// <summary>
    /// Calls a function of the other side that answers with an async sequence, and reads it, with items of a
    /// source-generated type: for trimmed and ahead-of-time compiled programs.
    /// </summary>
    /// <param name="method">The function's name.</param>
    /// <param name="arguments">The arguments by position, as one list; null for none.</param>
    /// <param name="itemType">How an item is read, from a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>.</param>
    /// <param name="options">
    /// What this call does differently. The time-out ends with the answer, which is the beginning of the sequence.
    /// Default: nothing.
    /// </param>
    /// <param name="cancellationToken">Ends the enumeration, and cancels the work on the other side.</param>
    /// <inheritdoc cref="StreamAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    public IAsyncEnumerable<T> StreamAsync<T>(
        string method, IReadOnlyList<object?>? arguments, JsonTypeInfo<T> itemType, CallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        ReadStreamAsync(method, arguments, Wiring.Serializer.Resolve(itemType), options, cancellationToken);

    /// <summary>Calls a function without asking for an answer; completes when the message is written.</summary>
    /// <param name="method">The function's name.</param>
    /// <param name="arguments">The arguments by position, as one list. Default: none.</param>
    /// <param name="cancellationToken">Takes the message back, as long as none of it is written.</param>
    /// <exception cref="ArgumentException">An argument cannot be carried; the message names its path. Nothing was sent.</exception>
    /// <exception cref="NodePipeException">
    /// The connection has ended: a <see cref="NodeExitedException"/> where the child process has.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The connection is disposed.</exception>
    public Task NotifyAsync(
        string method, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default)
    {
        ThrowIfUnusable();
        return Wiring.Calls.NotifyAsync(method, arguments, cancellationToken);
    }

    /// <summary>Sends a line of text beside the messages; completes when it is written.</summary>
    /// <param name="line">The text, without a line end.</param>
    /// <param name="cancellationToken">Takes the line back, as long as none of it is written.</param>
    /// <exception cref="ArgumentException">The text holds a line end, or what ends a frame.</exception>
    /// <inheritdoc cref="NotifyAsync"/>
    public Task SendTextAsync(string line, CancellationToken cancellationToken = default)
    {
        ThrowIfUnusable();
        return Wiring.Calls.PostAsync(OutgoingMessage.FromText(line, Wiring.Options.Framing), cancellationToken);
    }

    private async IAsyncEnumerable<T> ReadStreamAsync<T>(
        string method, IReadOnlyList<object?>? arguments, JsonTypeInfo<T> itemType, CallOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerable<T>? stream = await Call(method, Wiring.StreamTypes.Of(itemType), arguments, options, cancellationToken).ConfigureAwait(false);
        if (stream is null)
        {
            throw new NodePipeException($"The result of '{method}' is null or undefined, and not a stream.");
        }

        await foreach (T item in stream.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }

    private Task<T> Call<T>(
        string method, JsonTypeInfo<T>? type, object? arguments, CallOptions? options, CancellationToken cancellationToken) =>
        StartCall(method, type, arguments, options, cancellationToken).Task;

    private PendingCall<T> StartCall<T>(
        string method, JsonTypeInfo<T>? type, object? arguments, CallOptions? options, CancellationToken cancellationToken,
        bool isBlocking = false)
    {
        ThrowIfUnusable();
        return Wiring.Calls.Start(method, type, arguments, options, cancellationToken, isBlocking);
    }
}
