using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Errors;
using NodePipe.Framing;

namespace NodePipe.Rpc;

/// <content>Calls of the other side's functions.</content>
public sealed partial class RpcConnection
{
    /// <summary>Calls a function of the other side and waits for its result.</summary>
    /// <typeparam name="T">The result: any type that the serializer knows, a stream, or bytes.</typeparam>
    /// <param name="method">The function's name.</param>
    /// <param name="arguments">The arguments by position. Default: none.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work on the other side.</param>
    /// <exception cref="NodeCallException">The function threw, or there is none of that name.</exception>
    /// <exception cref="NodePipeException">The result cannot be read as a <typeparamref name="T"/>.</exception>
    /// <exception cref="ArgumentException">An argument cannot be carried; the message names its path. Nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">Too many calls are open.</exception>
    /// <exception cref="TimeoutException">The call took longer than the options allow.</exception>
    public Task<T> InvokeAsync<T>(
        string method, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        Call(method, Values.Resolve<T>(), arguments ?? [], null, cancellationToken);

    /// <summary>The same with options of this call's own.</summary>
    /// <inheritdoc cref="InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    public Task<T> InvokeAsync<T>(
        string method, IReadOnlyList<object?> arguments, CallOptions options, CancellationToken cancellationToken = default) =>
        Call(method, Values.Resolve<T>(), arguments, options, cancellationToken);

    /// <summary>The same with a source-generated result type, for trimmed and ahead-of-time compiled programs.</summary>
    /// <inheritdoc cref="InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    public Task<T> InvokeAsync<T>(
        string method, IReadOnlyList<object?> arguments, JsonTypeInfo<T> resultType, CallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Call(method, Values.Resolve(resultType), arguments, options, cancellationToken);

    /// <summary>The same with arguments by name; a function of a module gets them as one object.</summary>
    /// <inheritdoc cref="InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    public Task<T> InvokeAsync<T>(
        string method, IReadOnlyDictionary<string, object?> namedArguments, CallOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(namedArguments);
        return Call(method, Values.Resolve<T>(), namedArguments, options, cancellationToken);
    }

    /// <summary>The same for a function whose result does not matter.</summary>
    /// <inheritdoc cref="InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    public Task InvokeAsync(
        string method, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        Call<object?>(method, null, arguments ?? [], null, cancellationToken);

    /// <summary>The same with options of this call's own.</summary>
    /// <inheritdoc cref="InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    public Task InvokeAsync(
        string method, IReadOnlyList<object?> arguments, CallOptions options, CancellationToken cancellationToken = default) =>
        Call<object?>(method, null, arguments, options, cancellationToken);

    /// <summary>
    /// The same for code that cannot be asynchronous: blocks until the answer is there. Safe on any thread, also inside a
    /// handler; the thread does nothing else meanwhile.
    /// </summary>
    /// <inheritdoc cref="InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    public T Invoke<T>(
        string method, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        Call(method, Values.Resolve<T>(), arguments ?? [], null, cancellationToken, isBlocking: true).GetAwaiter().GetResult();

    /// <summary>Calls a function that answers with an async sequence.</summary>
    /// <remarks>Nothing is sent before the enumeration begins; leaving it runs the generator's <c>finally</c>.</remarks>
    /// <inheritdoc cref="InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        string method, IReadOnlyList<object?>? arguments = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        JsonTypeInfo<IAsyncEnumerable<T>> type = Streams.StreamType.Of<T>(Values);
        IAsyncEnumerable<T> stream = await Call(method, type, arguments ?? [], null, cancellationToken).ConfigureAwait(false);
        await foreach (T item in stream.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }

    /// <summary>Calls a function without asking for an answer; completes when the message is written.</summary>
    /// <exception cref="ArgumentException">An argument cannot be carried; the message names its path. Nothing was sent.</exception>
    public Task NotifyAsync(
        string method, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        ArgumentException.ThrowIfNullOrEmpty(method);
        cancellationToken.ThrowIfCancellationRequested();
        return WriteAsync(Encoder.Notification(method, arguments ?? []), cancellationToken);
    }

    /// <summary>Sends a line of text beside the messages; completes when it is written.</summary>
    /// <exception cref="ArgumentException">The text holds a line end.</exception>
    public Task SendTextAsync(string line, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        return WriteAsync(OutgoingMessage.FromText(line), cancellationToken);
    }

    /// <summary>The same for an answer that must be looked at before the next message is.</summary>
    internal Task<T> InvokeAsync<T>(
        string method, IReadOnlyDictionary<string, object?> namedArguments, Action<T> onRead, CancellationToken cancellationToken) =>
        Call(method, Values.Resolve<T>(), namedArguments, null, cancellationToken, onRead: onRead);

    private Task<T> Call<T>(
        string method, JsonTypeInfo<T>? type, object arguments, CallOptions? options, CancellationToken cancellationToken,
        bool isBlocking = false, Action<T>? onRead = null)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        ArgumentException.ThrowIfNullOrEmpty(method);
        if (options?.Timeout is TimeSpan timeout && OptionFaults.OfTimeout(nameof(CallOptions.Timeout), timeout) is string fault)
        {
            throw new ArgumentOutOfRangeException(nameof(options), $"The options of the call are wrong: {fault}.");
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        PendingCall<T> call = new(this, method, type) { OnProgress = options?.OnProgress, IsBlocking = isBlocking, OnRead = onRead };
        try
        {
            PendingCalls.Add(call);
        }
        catch (Exception error) when (error is NodePipeException or InvalidOperationException)
        {
            return Task.FromException<T>(error);
        }

        OutgoingMessage request;
        try
        {
            request = arguments is IReadOnlyList<object?> positional
                ? Encoder.Request(call, positional, options)
                : Encoder.Request(call, (IReadOnlyDictionary<string, object?>)arguments, options);
        }
        catch
        {
            PendingCalls.Take(call.Id);
            throw;
        }

        if (options?.OnProgress is not null)
        {
            call.Order ??= new SerialQueue();
        }

        request.Owner = call;
        call.Request = request;
        Writer.Write(request);
        call.Watch(options?.Timeout ?? Options.CallTimeout, Options.TimeProvider, cancellationToken);
        return call.Task;
    }
}
