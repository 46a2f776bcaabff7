using System.Runtime.CompilerServices;
using System.Text.Json;
using NodePipe.Errors;
using NodePipe.Hosting;
using NodePipe.Processes;

namespace NodePipe;

/// <summary>A JavaScript module in a Node process of its own: call its functions as if they were yours.</summary>
/// <remarks>Any member may be used from any thread, and any number of calls may be open at once.</remarks>
public sealed partial class NodeProcess : INodeModule, IAsyncDisposable
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
    /// An ES or CommonJS module; a relative path starts at <see cref="ProcessOptions.WorkingDirectory"/>.
    /// </param>
    /// <param name="options">How to start and to call. Default: as their properties say.</param>
    /// <param name="cancellationToken">Gives up the start and ends the child.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names every fault.</exception>
    /// <exception cref="NodeStartException">
    /// Node was not found, ended before it was ready, took too long, or the module could not be loaded; the message says
    /// which, and what node said.
    /// </exception>
    [OverloadResolutionPriority(1)] // So that `new() { … }` is the options.
    public static Task<NodeProcess> StartAsync(
        string module, NodeProcessOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        return StartAsync(options ?? new NodeProcessOptions(), module, null, cancellationToken);
    }

    /// <summary>Starts node with the child program alone: it answers lines of text, and the methods ping, echo and exit.</summary>
    /// <param name="options">How to start and to call. Default: as their properties say.</param>
    /// <param name="cancellationToken">Gives up the start and ends the child.</param>
    /// <inheritdoc cref="StartAsync(string, NodeProcessOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(2)] // No module is ever null or made by `new()`.
    public static Task<NodeProcess> StartAsync(NodeProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        StartAsync(options ?? new NodeProcessOptions(), null, null, cancellationToken);

    /// <summary>Starts node and loads a module, with a chance to register handlers before the module runs.</summary>
    /// <param name="module">
    /// An ES or CommonJS module; a relative path starts at <see cref="ProcessOptions.WorkingDirectory"/>.
    /// </param>
    /// <param name="configure">
    /// Called before the first message is read, with a process whose module is not loaded yet, to register handlers. Nothing can be
    /// called yet: that is an <see cref="InvalidOperationException"/>.
    /// </param>
    /// <param name="options">How to start and to call. Default: as their properties say.</param>
    /// <param name="cancellationToken">Gives up the start and ends the child.</param>
    /// <inheritdoc cref="StartAsync(string, NodeProcessOptions?, CancellationToken)"/>
    public static Task<NodeProcess> StartAsync(
        string module, Action<NodeProcess> configure, NodeProcessOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        ArgumentNullException.ThrowIfNull(configure);
        return StartAsync(options ?? new NodeProcessOptions(), module, configure, cancellationToken);
    }

    /// <summary>Loads a module into the running child; its functions take the place of those that were there.</summary>
    /// <param name="module">A relative path starts at <see cref="ProcessOptions.WorkingDirectory"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NodeCallException">The module was not found, or threw.</exception>
    public async Task LoadAsync(string module, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        Dictionary<string, object?> arguments = new() { ["module"] = Path.GetFullPath(module, _workingDirectory) };
        JsonElement loaded = await Connection.InvokeAsync<JsonElement>(
            "nodepipe/load", CallArguments.ByName(arguments), cancellationToken).ConfigureAwait(false);
        Exports = [.. loaded.GetProperty("exports").EnumerateArray().Select(
            export => new NodeExport(export.GetProperty("name").GetString()!, export.GetProperty("arity").GetInt32()))];
    }

    /// <inheritdoc/>
    public IDisposable Handle(string name, FunctionHandler handler) => Connection.Handle(name, handler);

    /// <summary>Stops the child in order; what is still open ends with <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Connection.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await Process.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<NodeProcess> StartAsync(
        NodeProcessOptions options, string? module, Action<NodeProcess>? configure, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        options = ProcessOptions.Take(options);
        string workingDirectory = options.GetWorkingDirectory();
        PipedProcess process = NodeChild.Start(options, program: null);
        NodeProcess? node = null;
        try
        {
            RpcConnection connection = new(
                new Endpoint(
                    process.OpenSource(NodeChild.WriteDescriptor), process.GetPipe(NodeChild.ReadDescriptor), () => ExplainEndAsync(process)),
                options.ToRpcOptions(), answersAfterEnd: false, typeof(NodeProcess));
            node = new NodeProcess(process, connection, workingDirectory);
            configure?.Invoke(node);
            StartReading(connection, options);
            Task ready = node.GetReadyAsync(module, options.Rpc.MaxOpenCalls > 1, cancellationToken);
            Quietly.Observe(ready);
            await ready.WaitAsync(options.StartTimeout, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return node;
        }
        catch (Exception error)
        {
            process.Kill();
            await ((IAsyncDisposable?)node ?? process).DisposeAsync().ConfigureAwait(false);
            throw error switch
            {
                TimeoutException => new NodeStartException(
                    $"{Describe(module)} was not ready within {options.StartTimeout}; the child was ended. Raise StartTimeout if it needs longer.", error),
                NodeStartException => error,
                OutOfMemoryException or TaskSchedulerException => StartRefusal.From(options.NodePath, error),
                NodePipeException => new NodeStartException($"{Describe(module)} could not be started: {error.Message}", error),
                _ => error,
            };
        }
    }

    private static void StartReading(RpcConnection connection, NodeProcessOptions options)
    {
        try
        {
            connection.Start();
        }
        catch (Exception error) when (StartRefusal.IsShortage(error))
        {
            throw StartRefusal.From(options.NodePath, error);
        }
    }

    /// <summary>The child says no more: it is stopped, if it has not ended by itself.</summary>
    private static async Task<Exception> ExplainEndAsync(PipedProcess process)
    {
        ProcessExit exit = await process.StopAsync(CancellationToken.None).ConfigureAwait(false);
        return exit.ToException(process.IsForced ? "The child closed the connection and went on, so it was stopped" : "The connection ended");
    }

    private static string Describe(string? module) => module is null ? "The child" : $"The module '{module}'";

    private async Task GetReadyAsync(string? module, bool mayAskAtOnce, CancellationToken cancellationToken)
    {
        // Both go out at once, where two calls may be open: the child program is our own, and knows them.
        Task<PeerInfo?> hello = Connection.HelloAsync(cancellationToken);
        Quietly.Observe(hello);
        if (!mayAskAtOnce)
        {
            await hello.ConfigureAwait(false);
        }

        if (module is not null)
        {
            await LoadAsync(module, cancellationToken).ConfigureAwait(false);
        }

        PeerInfo? child = await hello.ConfigureAwait(false);
        Runtime = $"{child?.RuntimeName} {child?.RuntimeVersion}, {child?.Transport}";
    }
}
