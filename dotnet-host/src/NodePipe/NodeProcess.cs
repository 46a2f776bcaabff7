using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Errors;
using NodePipe.Hosting;
using NodePipe.Processes;
using NodePipe.Rpc;

namespace NodePipe;

/// <summary>A JavaScript module in a Node process of its own: call its functions as if they were yours.</summary>
/// <remarks>Any member may be used from any thread, and any number of calls may be open at once.</remarks>
public sealed class NodeProcess : IAsyncDisposable
{
    private readonly string _workingDirectory;

    private NodeProcess(PipedProcess process, RpcConnection connection, string workingDirectory)
    {
        _workingDirectory = workingDirectory;
        Process = process;
        Connection = connection;
    }

    /// <summary>The child process.</summary>
    public PipedProcess Process { get; }

    /// <summary>The connection to it, for everything that is not as common as what is here.</summary>
    public RpcConnection Connection { get; }

    /// <summary>What the module offers.</summary>
    public IReadOnlyList<NodeExport> Exports { get; private set; } = [];

    /// <summary>What the child told of its runtime, such as <c>node 20.20.2, socket</c>.</summary>
    public string Runtime { get; private set; } = "";

    /// <summary>Starts node and loads a module.</summary>
    /// <param name="module">
    /// An ES or CommonJS module; a relative path starts at <see cref="NodeChildOptions.WorkingDirectory"/>.
    /// </param>
    /// <param name="options">How to start and to call. Default: as their properties say.</param>
    /// <param name="cancellationToken">Gives up the start and ends the child.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names every fault.</exception>
    /// <exception cref="NodeStartException">
    /// Node was not found, ended before it was ready, took too long, or the module could not be loaded; the message says
    /// which, and what node said.
    /// </exception>
    public static Task<NodeProcess> StartAsync(
        string module, NodeProcessOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        return StartAsync(options ?? new NodeProcessOptions(), module, null, cancellationToken);
    }

    /// <summary>Starts node with the child program alone: it answers lines of text, and the methods ping, echo and exit.</summary>
    /// <inheritdoc cref="StartAsync(string, NodeProcessOptions?, CancellationToken)"/>
    public static Task<NodeProcess> StartAsync(NodeProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        StartAsync(options ?? new NodeProcessOptions(), null, null, cancellationToken);

    /// <summary>The same, with a chance to register handlers before the module runs.</summary>
    /// <inheritdoc cref="StartAsync(string, NodeProcessOptions?, CancellationToken)"/>
    public static Task<NodeProcess> StartAsync(
        string module, Action<NodeProcess> configure, NodeProcessOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        ArgumentNullException.ThrowIfNull(configure);
        return StartAsync(options ?? new NodeProcessOptions(), module, configure, cancellationToken);
    }

    /// <summary>Loads a module into the running child; its functions take the place of those that were there.</summary>
    /// <param name="module">A relative path starts at <see cref="NodeChildOptions.WorkingDirectory"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NodeCallException">The module was not found, or threw.</exception>
    public async Task LoadAsync(string module, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        Dictionary<string, object?> arguments = new() { ["module"] = Path.GetFullPath(module, _workingDirectory) };
        JsonElement loaded = await Connection.InvokeAsync<JsonElement>(
            "nodepipe/load", arguments, cancellationToken: cancellationToken).ConfigureAwait(false);
        Exports = [.. loaded.GetProperty("exports").EnumerateArray().Select(
            export => new NodeExport(export.GetProperty("name").GetString()!, export.GetProperty("arity").GetInt32()))];
    }

    /// <inheritdoc cref="RpcConnection.InvokeAsync{T}(string, IReadOnlyList{object?}?, CancellationToken)"/>
    /// <exception cref="NodeExitedException">The child ended before it answered.</exception>
    public Task<T> InvokeAsync<T>(
        string function, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        Connection.InvokeAsync<T>(function, arguments, cancellationToken);

    /// <inheritdoc cref="RpcConnection.InvokeAsync{T}(string, IReadOnlyList{object?}, CallOptions, CancellationToken)"/>
    /// <exception cref="NodeExitedException">The child ended before it answered.</exception>
    public Task<T> InvokeAsync<T>(
        string function, IReadOnlyList<object?> arguments, CallOptions options, CancellationToken cancellationToken = default) =>
        Connection.InvokeAsync<T>(function, arguments, options, cancellationToken);

    /// <inheritdoc cref="RpcConnection.InvokeAsync{T}(string, IReadOnlyList{object?}, JsonTypeInfo{T}, CallOptions?, CancellationToken)"/>
    /// <exception cref="NodeExitedException">The child ended before it answered.</exception>
    public Task<T> InvokeAsync<T>(
        string function, IReadOnlyList<object?> arguments, JsonTypeInfo<T> resultType, CallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Connection.InvokeAsync(function, arguments, resultType, options, cancellationToken);

    /// <inheritdoc cref="RpcConnection.InvokeAsync(string, IReadOnlyList{object?}?, CancellationToken)"/>
    /// <exception cref="NodeExitedException">The child ended before it answered.</exception>
    public Task InvokeAsync(
        string function, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        Connection.InvokeAsync(function, arguments, cancellationToken);

    /// <inheritdoc cref="RpcConnection.Invoke{T}"/>
    public T Invoke<T>(
        string function, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        Connection.Invoke<T>(function, arguments, cancellationToken);

    /// <inheritdoc cref="RpcConnection.StreamAsync{T}"/>
    public IAsyncEnumerable<T> StreamAsync<T>(
        string function, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        Connection.StreamAsync<T>(function, arguments, cancellationToken);

    /// <inheritdoc cref="RpcConnection.NotifyAsync"/>
    public Task NotifyAsync(
        string function, IReadOnlyList<object?>? arguments = null, CancellationToken cancellationToken = default) =>
        Connection.NotifyAsync(function, arguments, cancellationToken);

    /// <inheritdoc cref="RpcConnection.Handle(string, Delegate)"/>
    [RequiresUnreferencedCode("Binds the parameters of the delegate by reflection. Use Connection.HandleTyped in trimmed programs.")]
    [RequiresDynamicCode("Binds the parameters of the delegate by reflection. Use Connection.HandleTyped in ahead-of-time compiled programs.")]
    public void Handle(string function, Delegate handler) => Connection.Handle(function, handler);

    /// <summary>Stops the child in order; what is still open ends with <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync().ConfigureAwait(false);
        await Process.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<NodeProcess> StartAsync(
        NodeProcessOptions options, string? module, Action<NodeProcess>? configure, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        options.Validate();
        string workingDirectory = Path.GetFullPath(options.WorkingDirectory);
        PipedProcess process = NodeChild.Start(options, program: null);
        RpcConnection connection = new(
            process.OpenSource(NodeChild.WriteDescriptor), process.GetPipe(NodeChild.ReadDescriptor), options.ToRpcOptions(),
            async () => (await process.StopAsync(CancellationToken.None).ConfigureAwait(false)).ToException("The connection ended"));
        NodeProcess node = new(process, connection, workingDirectory);
        try
        {
            configure?.Invoke(node);
            connection.Start();
            await node.GetReadyAsync(module, cancellationToken)
                .WaitAsync(options.StartTimeout, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return node;
        }
        catch (Exception error)
        {
            process.Kill();
            await node.DisposeAsync().ConfigureAwait(false);
            throw error switch
            {
                TimeoutException => new NodeStartException(
                    $"{Describe(module)} was not ready within {options.StartTimeout}; the child was ended. Raise StartTimeout if it needs longer.", error),
                NodePipeException => new NodeStartException($"{Describe(module)} could not be started: {error.Message}", error),
                _ => error,
            };
        }
    }

    private static string Describe(string? module) => module is null ? "The child" : $"The module '{module}'";

    private async Task GetReadyAsync(string? module, CancellationToken cancellationToken)
    {
        // Both go out at once, where two calls may be open: the child program is our own, and knows them.
        Task<JsonElement> hello = Connection.HelloAsync(cancellationToken);
        if (Connection.Options.MaxOpenCalls == 1)
        {
            await hello.ConfigureAwait(false);
        }

        if (module is not null)
        {
            await LoadAsync(module, cancellationToken).ConfigureAwait(false);
        }

        JsonElement runtime = (await hello.ConfigureAwait(false)).GetProperty("runtime");
        Runtime = $"{Text(runtime, "name")} {Text(runtime, "version")}, {Text(runtime, "io")}";
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
