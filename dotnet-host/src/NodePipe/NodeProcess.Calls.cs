namespace NodePipe;

/// <content>Calls of the module's functions.</content>
public sealed partial class NodeProcess
{
    /// <inheritdoc/>
    public Task<T> InvokeAsync<T>(
        string name, CallArguments arguments = default, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Connection.InvokeAsync<T>(name, arguments, options, cancellationToken);

    /// <inheritdoc/>
    public Task InvokeAsync(
        string name, CallArguments arguments = default, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Connection.InvokeAsync(name, arguments, options, cancellationToken);

    /// <inheritdoc/>
    public T Invoke<T>(
        string name, CallArguments arguments = default, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Connection.Invoke<T>(name, arguments, options, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<T> StreamAsync<T>(
        string name, CallArguments arguments = default, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Connection.StreamAsync<T>(name, arguments, options, cancellationToken);

    /// <inheritdoc/>
    public Task NotifyAsync(string name, CallArguments arguments = default, CancellationToken cancellationToken = default) =>
        Connection.NotifyAsync(name, arguments, cancellationToken);
}
