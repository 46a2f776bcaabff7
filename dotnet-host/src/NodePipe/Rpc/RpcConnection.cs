using System.IO.Pipes;
using NodePipe.Errors;
using NodePipe.Transport;

namespace NodePipe.Rpc;

/// <summary>
/// Calls in both directions over a pair of byte streams: JSON-RPC 2.0, a message a line, with cancellation, streams and
/// callbacks where the other side knows them.
/// </summary>
public sealed partial class RpcConnection : IAsyncDisposable
{
    private readonly ByteSource _input;
    private int _isStarted;

    /// <summary>Makes a connection; nothing is read before <see cref="Start"/>.</summary>
    /// <remarks>
    /// Over the pipes of a <c>PipedProcess</c> the connection reads as fast as the system lets it, and what is
    /// open when the process ends is told how it ended.
    /// </remarks>
    /// <param name="input">What the other side writes. The connection disposes it.</param>
    /// <param name="output">What the other side reads. The connection disposes it.</param>
    /// <param name="options">How calls are made and answered. Default: as their properties say.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names every fault.</exception>
    public RpcConnection(Stream input, Stream output, RpcOptions? options = null)
        : this(
            new Carrier(
                SourceOf(input ?? throw new ArgumentNullException(nameof(input))),
                output ?? throw new ArgumentNullException(nameof(output)),
                input is IExplainedStream explained ? explained.ExplainEndAsync : null,
                AnswersAfterEnd: true),
            options)
    {
    }

    /// <param name="carrier">What the connection goes over. The connection disposes its streams.</param>
    /// <param name="options">How calls are made and answered.</param>
    internal RpcConnection(Carrier carrier, RpcOptions? options)
    {
        options ??= new RpcOptions();
        options.Validate();
        _input = carrier.Input;
        Wiring = new Wiring(carrier, options);
    }

    /// <summary>
    /// Completes when the other side is gone, or this one is disposed. What is open has ended by then, and the texts that came
    /// before have been handed on, unless <see cref="RpcOptions.OnText"/> keeps one for longer than a second.
    /// </summary>
    public Task Closed => Wiring.End.Closed;

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
    public ValueTask DisposeAsync() => Wiring.End.DisposeAsync();

    private static ByteSource SourceOf(Stream input) => input switch
    {
        IExplainedStream explained => explained.OpenSource(),
        AnonymousPipeServerStream or AnonymousPipeClientStream =>
            ByteSource.FromPipe((PipeStream)input, mayGrow: false, CancellationToken.None),
        _ => ByteSource.FromStream(input),
    };

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Wiring.End.IsDisposed, this);
}
