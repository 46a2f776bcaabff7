using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Rpc;
using NodePipe.Rpc.Calls;
using NodePipe.Rpc.Messages;

namespace NodePipe;

/// <content>Calls of the other side's functions.</content>
public sealed partial class RpcConnection
{
    /// <inheritdoc/>
    public Task<T> InvokeAsync<T>(
        string name, CallArguments arguments = default, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        StartCall(name, TypeOf<T>(options), arguments, options, cancellationToken).Task;

    /// <inheritdoc/>
    public Task InvokeAsync(
        string name, CallArguments arguments = default, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        StartCall<object?>(name, null, arguments, options, cancellationToken).Task;

    /// <inheritdoc/>
    public T Invoke<T>(
        string name, CallArguments arguments = default, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        StartCall(name, TypeOf<T>(options), arguments, options, cancellationToken, isBlocking: true).GetResult();

    /// <inheritdoc/>
    public IAsyncEnumerable<T> StreamAsync<T>(
        string name, CallArguments arguments = default, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        ReadStreamAsync(name, arguments, TypeOf<T>(options), options, cancellationToken);

    /// <inheritdoc/>
    public Task NotifyAsync(string name, CallArguments arguments = default, CancellationToken cancellationToken = default)
    {
        ThrowIfUnusable();
        return Wiring.Calls.NotifyAsync(name, arguments, cancellationToken);
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
        string name, CallArguments arguments, JsonTypeInfo<T> itemType, CallOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerable<T>? stream = await StartCall(
            name, Wiring.StreamTypes.Of(itemType), arguments, options, cancellationToken).Task.ConfigureAwait(false);
        if (stream is null)
        {
            throw new NodePipeException($"The result of '{name}' is null or undefined, and not a stream.");
        }

        await foreach (T item in stream.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }

    private JsonTypeInfo<T> TypeOf<T>(CallOptions? options) => options?.ResultType switch
    {
        null => Wiring.Serializer.Resolve<T>(),
        JsonTypeInfo<T> type => Wiring.Serializer.Resolve(type),
        JsonTypeInfo other => throw new ArgumentException(
            $"The ResultType of the options is that of {other.Type}, and the call asks for {typeof(T)}. Give the one of the result, or none.",
            nameof(options)),
    };

    private PendingCall<T> StartCall<T>(
        string name, JsonTypeInfo<T>? type, CallArguments arguments, CallOptions? options, CancellationToken cancellationToken,
        bool isBlocking = false)
    {
        ThrowIfUnusable();
        return Wiring.Calls.Start(name, type, arguments, options, cancellationToken, isBlocking);
    }
}
