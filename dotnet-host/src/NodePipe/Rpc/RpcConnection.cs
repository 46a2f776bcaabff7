using System.Collections.Concurrent;
using System.IO.Pipes;
using Microsoft.Extensions.Logging;
using NodePipe.Errors;
using NodePipe.Framing;
using NodePipe.Rpc.Streams;
using NodePipe.Rpc.Values;
using NodePipe.Transport;

namespace NodePipe.Rpc;

/// <summary>
/// Calls in both directions over a pair of byte streams: JSON-RPC 2.0, a message a line, with cancellation, streams and
/// callbacks where the other side knows them.
/// </summary>
public sealed partial class RpcConnection : IAsyncDisposable
{
    private readonly ByteSource _input;
    private readonly Stream _output;
    private readonly Func<Task<Exception>>? _explainEnd;
    private readonly bool _answersAfterEnd;
    private readonly IncomingBytes _incoming;
    private readonly SerialQueue _texts = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _longValueCount;
    private int _isStarted;
    private int _isDisposed;

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
            SourceOf(input ?? throw new ArgumentNullException(nameof(input))), output, options,
            input is IExplainedStream explained ? explained.ExplainEndAsync : null, answersAfterEnd: true)
    {
    }

    /// <param name="input">What the other side writes.</param>
    /// <param name="output">What the other side reads.</param>
    /// <param name="options">How calls are made and answered.</param>
    /// <param name="explainEnd">Asked at end of file for the reason that open calls are told.</param>
    /// <param name="answersAfterEnd">Whether a peer that has said all may still read: what it asked for is answered then.</param>
    internal RpcConnection(
        ByteSource input, Stream output, RpcOptions? options, Func<Task<Exception>>? explainEnd = null, bool answersAfterEnd = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        Options = options ?? new RpcOptions();
        Options.Validate();
        _input = input;
        _output = output;
        _explainEnd = explainEnd;
        _answersAfterEnd = answersAfterEnd;
        Writer = new MessageWriter(output, OnWriteFailed);
        Values = new ValueSerializer(Options.SerializerOptions);
        Encoder = new MessageEncoder(this);
        PendingCalls = new PendingCalls(Options.MaxOpenCalls);
        IncomingCalls = new IncomingCalls(Options.MaxOpenCalls);
        OutgoingStreams = new OutgoingStreams(this);
        IncomingStreams = new IncomingStreams(this);
        _incoming = new IncomingBytes(this, OnEnding, EndAsync);
        Handlers[Hello.Method] = Hello.Answer(this);
        (output as IWatchedOutput)?.WhenReaderGone(OnWriteFailed);
    }

    /// <summary>
    /// Completes when the other side is gone, or this one is disposed. What is open has ended by then, and the texts that came
    /// before have been handed on, unless <see cref="RpcOptions.OnText"/> keeps one for longer than a second.
    /// </summary>
    public Task Closed => _closed.Task;

    internal RpcOptions Options { get; }

    internal Peer Peer { get; set; } = Peer.Plain;

    internal MessageWriter Writer { get; }

    internal MessageEncoder Encoder { get; }

    internal ValueSerializer Values { get; }

    internal PendingCalls PendingCalls { get; }

    internal IncomingCalls IncomingCalls { get; }

    internal OutgoingStreams OutgoingStreams { get; }

    internal IncomingStreams IncomingStreams { get; }

    internal Callbacks Callbacks { get; } = new();

    internal ConcurrentDictionary<string, Handler> Handlers { get; } = new();

    /// <summary>Begins to read. Handlers that are to see the first message are registered before.</summary>
    public void Start()
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            _input.Start(_incoming);
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
    public Task<PeerInfo?> HelloAsync(CancellationToken cancellationToken = default) => Hello.AskAsync(this, cancellationToken);

    /// <summary>Closes both streams; what is still open ends with <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            EndOpen(new ObjectDisposedException(nameof(RpcConnection)));
            _closed.TrySetResult();
            await _output.DisposeAsync().ConfigureAwait(false);
            await _input.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Called while reading: the call's caller goes on once the thread has nothing else to read.</summary>
    internal void CompleteAfterReading(PendingCall call) => _incoming.Complete(call);

    internal long NextLongValue() => Interlocked.Increment(ref _longValueCount);

    private static ByteSource SourceOf(Stream input) => input switch
    {
        IExplainedStream explained => explained.OpenSource(),
        AnonymousPipeServerStream or AnonymousPipeClientStream =>
            ByteSource.FromPipe((PipeStream)input, mayGrow: false, CancellationToken.None),
        _ => ByteSource.FromStream(input),
    };

    internal void Notify(ReadOnlySpan<byte> method, params ReadOnlySpan<long> numbers) =>
        Writer.Write(OwnMessage.Notification(method, numbers));

    internal void SendStreamEnd(long id, Exception? failure)
    {
        if (failure is null)
        {
            Notify("$/stream/end"u8, id);
            return;
        }

        Writer.Write(Encoder.StreamEnd(id, failure is UnsendableValueException
            ? new RpcError(ErrorCodes.InternalError, failure.Message)
            : ErrorCodec.Encode(failure, Options.SendStackTraces)));
    }

    internal void Answer(OutgoingMessage answer, Batch? batch)
    {
        if (batch is null)
        {
            Writer.Write(answer);
        }
        else
        {
            batch.Add(answer);
        }
    }

    internal void AnswerError(MessageId id, int code, string text, Batch? batch) =>
        Answer(Encoder.Error(id, new RpcError(code, text)), batch);

    /// <summary>The caller no longer waits: takes the request back, or tells the other side, if it can understand that.</summary>
    internal void Abandon(PendingCall call)
    {
        bool isSent = call.Request is null || !Writer.TryWithdraw(call.Request, call);
        if (PendingCalls.Take(call.Id) is not null && isSent && Peer.Can(PeerFeatures.Cancel))
        {
            Writer.Write(OwnMessage.CancelRequest(call.Id));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A notification {Method} was not understood")]
    private static partial void LogBadNotification(ILogger logger, Exception error, string? method);

    [LoggerMessage(Level = LogLevel.Error, Message = "The listener to {Method} threw")]
    private static partial void LogListenerThrew(ILogger logger, Exception error, string method);

    /// <summary>What the markers in a message stand for; null where it announces none.</summary>
    internal DecodingScope? ScopeOf(IncomingMessage message, in Envelope envelope, CallScope? callScope) => envelope.HasMarkers
        ? new DecodingScope(this, message, envelope.Streams, envelope.Callbacks, callScope)
        : null;

    /// <summary>Hands a line to a listener, in order and off the reader's thread: the listener may take its time.</summary>
    internal void HandOn(Action<string> listener, ReadOnlySpan<byte> line)
    {
        string text = System.Text.Encoding.UTF8.GetString(line);
        _texts.Enqueue(() =>
        {
            try
            {
                listener(text);
            }
#pragma warning disable CA1031 // A listener that throws must not stop the connection.
            catch (Exception error)
#pragma warning restore CA1031
            {
                LogListenerThrew(error, "text");
            }
        });
    }

    internal void LogBadNotification(Exception error, string? method) =>
        Quietly.Run(() => LogBadNotification(Options.Logger, error, method));

    internal void LogListenerThrew(Exception error, string method) =>
        Quietly.Run(() => LogListenerThrew(Options.Logger, error, method));
}
