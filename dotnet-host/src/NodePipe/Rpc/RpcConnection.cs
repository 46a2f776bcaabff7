using NodePipe.Errors;
using NodePipe.Rpc;
using NodePipe.Transport;

namespace NodePipe;

/// <summary>
/// Calls in both directions over an endpoint: JSON-RPC 2.0, a message a line unless its <c>Framing</c> says
/// otherwise, with cancellation, streams and callbacks where the other side knows them.
/// </summary>
public sealed partial class RpcConnection : INodeModule, IAsyncDisposable
{
    private readonly ByteSource _input;
    private readonly Disposal _disposal;
    private readonly Type _holder;
    private int _isStarted;

    /// <param name="endpoint">What carries the connection, which disposes it.</param>
    /// <param name="options">How calls are made and answered.</param>
    /// <param name="answersAfterEnd">Whether a peer that has said all may still read: what it asked for is answered then.</param>
    /// <param name="holder">What the user holds of it, for the error of what is used too late. Default: the connection.</param>
    /// <param name="isTaken">Whether the endpoint is the connection's already.</param>
    internal RpcConnection(
        Endpoint endpoint, RpcOptions? options = null, bool answersAfterEnd = true, Type? holder = null, bool isTaken = false)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        options = (options ?? new RpcOptions()).Take();
        if (!isTaken)
        {
            endpoint.Take();
        }

        _holder = holder ?? typeof(RpcConnection);
        _input = endpoint.Input;
        Wiring = new Wiring(endpoint, options, answersAfterEnd, _holder);
        _disposal = new Disposal(Wiring.End.EndHereAsync);
    }

    internal RpcConnection(Stream input, Stream output, RpcOptions? options = null)
        : this(Endpoint.FromStreams(input, output), options)
    {
    }

    /// <summary>
    /// Completes when the other side is gone, or this one is disposed. What is open has ended by then, and the texts that came
    /// before have been handed on, unless <see cref="RpcSettings.OnText"/> keeps one for longer than a second. Where the connection
    /// ended otherwise than by the other side having said all, or by a disposal, it fails with the reason that open calls are told: a
    /// <see cref="NodeExitedException"/> or a <see cref="NodeProtocolException"/>, say. It may be left alone.
    /// </summary>
    public Task Completion => Wiring.End.Completion;

    /// <summary>
    /// What the other side told of itself in its answer to the hello; null where it is a plain JSON-RPC peer, or was not asked.
    /// </summary>
    public PeerInfo? Peer { get; private set; }

    internal Wiring Wiring { get; }

    /// <summary>Begins a connection over an endpoint.</summary>
    /// <remarks>
    /// Over the pipes of a <see cref="PipedProcess"/> the connection reads as fast as the system lets it, and what is
    /// open when the process ends is told how it ended.
    /// </remarks>
    /// <param name="endpoint">What carries the connection, which disposes it, also where it cannot begin.</param>
    /// <param name="configure">
    /// Called before the first message is read, to register handlers. Nothing can be called yet: that is an
    /// <see cref="InvalidOperationException"/>. Default: nothing.
    /// </param>
    /// <param name="options">
    /// How calls are made and answered. Default: as their properties say, so without a hello: set <see cref="RpcOptions.SaysHello"/>
    /// where the other side is a program that uses NodePipe and waits for one, as the <c>connect()</c> of Node does.
    /// </param>
    /// <param name="cancellationToken">Gives up, and closes the endpoint.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names every fault.</exception>
    /// <exception cref="InvalidOperationException">The endpoint is in use already, and is left to who uses it.</exception>
    /// <exception cref="ObjectDisposedException">The endpoint is disposed.</exception>
    /// <exception cref="NodePipeException">The connection ended before the hello was answered.</exception>
    /// <exception cref="TimeoutException">The hello was not answered within <see cref="RpcOptions.HelloTimeout"/>.</exception>
    public static async Task<RpcConnection> ConnectAsync(
        Endpoint endpoint, Action<RpcConnection>? configure = null, RpcOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        endpoint.Take();
        IAsyncDisposable begun = endpoint;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            RpcConnection connection = new(endpoint, options, isTaken: true);
            begun = connection;
            configure?.Invoke(connection);
            connection.Start();
            if (connection.Wiring.Options.SaysHello)
            {
                await connection.HelloAsync(cancellationToken).ConfigureAwait(false);
            }

            return connection;
        }
        catch
        {
            // What closing it may throw is not the reason.
            await begun.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>Closes both streams; what is still open ends with <see cref="ObjectDisposedException"/>.</summary>
    public ValueTask DisposeAsync() => _disposal.RunAsync();

    /// <summary>Begins to read. Handlers that are to see the first message are registered before.</summary>
    internal void Start()
    {
        ThrowIfDisposed();
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            _input.Start(Wiring.Receiver);
        }
    }

    /// <summary>
    /// Asks the other side whether it knows streams, callbacks, cancellation and binary values. The side that started the
    /// other asks, once, before anything that needs them. An error as the answer means a plain JSON-RPC peer.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; the other side counts as a plain peer then.</param>
    /// <returns>What the other side told of itself; null for a plain peer.</returns>
    internal async Task<PeerInfo?> HelloAsync(CancellationToken cancellationToken = default) =>
        Peer = await Wiring.Hello.AskAsync(cancellationToken).ConfigureAwait(false);

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposal.HasBegun, _holder);

    /// <summary>An answer that nobody reads would be waited for without end.</summary>
    private void ThrowIfUnusable()
    {
        ThrowIfDisposed();
        if (Volatile.Read(ref _isStarted) == 0)
        {
            throw new InvalidOperationException(
                "The connection does not read yet, so nothing can be called: register handlers in 'configure', and call once it has returned.");
        }
    }
}
