using NodePipe.Errors;
using NodePipe.Rpc;
using NodePipe.Transport;

namespace NodePipe;

/// <summary>
/// Calls in both directions over an endpoint: JSON-RPC 2.0, a message a line unless <see cref="RpcOptions.Framing"/> says
/// otherwise, with cancellation, streams and callbacks where the other side knows them.
/// </summary>
public sealed partial class RpcConnection : INodeModule, IAsyncDisposable
{
    private readonly ByteSource _input;
    private readonly Disposal _disposal;
    private int _isStarted;

    /// <summary>Makes a connection over two streams; nothing is read before <see cref="Start"/>.</summary>
    /// <param name="input">What the other side writes. The connection disposes it.</param>
    /// <param name="output">What the other side reads. The connection disposes it.</param>
    /// <param name="options">How calls are made and answered. Default: as their properties say.</param>
    /// <exception cref="ArgumentException">
    /// An option is wrong, and the message names every fault; or the streams are the wrong way round.
    /// </exception>
    /// <inheritdoc cref="RpcConnection(Endpoint, RpcOptions?)"/>
    public RpcConnection(Stream input, Stream output, RpcOptions? options = null)
        : this(Endpoint.FromStreams(input, output), options)
    {
    }

    /// <summary>Makes a connection over an endpoint; nothing is read before <see cref="Start"/>.</summary>
    /// <remarks>
    /// Over the pipes of a <c>PipedProcess</c> the connection reads as fast as the system lets it, and what is
    /// open when the process ends is told how it ended.
    /// </remarks>
    /// <param name="endpoint">What carries the connection, which disposes it.</param>
    /// <param name="options">How calls are made and answered. Default: as their properties say.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names every fault.</exception>
    /// <exception cref="InvalidOperationException">The endpoint is in use already.</exception>
    public RpcConnection(Endpoint endpoint, RpcOptions? options = null)
        : this(endpoint, options, answersAfterEnd: true)
    {
    }

    /// <param name="endpoint">What carries the connection, which disposes it.</param>
    /// <param name="options">How calls are made and answered.</param>
    /// <param name="answersAfterEnd">Whether a peer that has said all may still read: what it asked for is answered then.</param>
    internal RpcConnection(Endpoint endpoint, RpcOptions? options, bool answersAfterEnd)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        options ??= new RpcOptions();
        options.Validate();
        endpoint.Take();
        _input = endpoint.Input;
        Wiring = new Wiring(endpoint, options, answersAfterEnd);
        _disposal = new Disposal(Wiring.End.EndHereAsync);
    }

    /// <summary>
    /// Completes when the other side is gone, or this one is disposed. What is open has ended by then, and the texts that came
    /// before have been handed on, unless <see cref="RpcOptions.OnText"/> keeps one for longer than a second.
    /// </summary>
    public Task Closed => Wiring.End.Closed;

    /// <summary>
    /// Completes together with <see cref="Closed"/>, where the other side has said all or this one is disposed. Where the connection
    /// ended otherwise, it fails with the reason that open calls are told: a <see cref="NodeExitedException"/> or a
    /// <see cref="NodeProtocolException"/>, say. It may be left alone.
    /// </summary>
    public Task Completion => Wiring.End.Completion;

    internal Wiring Wiring { get; }

    /// <summary>Begins to read. Handlers that are to see the first message are registered before.</summary>
    public void Start()
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
    /// <exception cref="NodePipeException">The connection ended before the answer.</exception>
    /// <exception cref="TimeoutException">The answer took longer than <see cref="RpcOptions.CallTimeout"/>.</exception>
    public Task<PeerInfo?> HelloAsync(CancellationToken cancellationToken = default) =>
        Wiring.Hello.AskAsync(cancellationToken);

    /// <summary>Closes both streams; what is still open ends with <see cref="ObjectDisposedException"/>.</summary>
    public ValueTask DisposeAsync() => _disposal.RunAsync();

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposal.HasBegun, this);
}
