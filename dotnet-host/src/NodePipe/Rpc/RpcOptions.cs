using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodePipe.Errors;
using NodePipe.Framing;

namespace NodePipe;

/// <summary>How calls are made and answered.</summary>
public sealed class RpcOptions
{
    internal const int DefaultMaxOpenCalls = 65_536;

    /// <summary>
    /// How values become JSON and back. Default: System.Text.Json's web defaults (camelCase). The options are copied;
    /// converters for binary values, streams and functions are added behind the caller's own.
    /// </summary>
    public JsonSerializerOptions? SerializerOptions { get; init; }

    /// <summary>
    /// How one message is told from the next; the other side must use the same. Default: <see cref="MessageFraming.Lines"/>, as
    /// the children of this library speak.
    /// </summary>
    public MessageFraming Framing { get; init; } = MessageFraming.Lines;

    /// <summary>
    /// How long a call may take unless it says otherwise: more than 0, up to 49 days, or
    /// <see cref="Timeout.InfiniteTimeSpan"/>. Default: without end.
    /// </summary>
    public TimeSpan CallTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// The longest message in bytes that is read; a longer one ends the connection. What is sent obeys the limit that the
    /// other side told in its hello. Default: 256 MiB.
    /// </summary>
    public int MaxMessageLength { get; init; } = FrameReader.DefaultMaxFrameLength;

    /// <summary>
    /// How many bytes the other side may make this one hold in all: answers until they are written, notifications that wait
    /// for their turn, texts and progress that wait for their listener, and messages whose long values have not all come. One
    /// byte more ends the connection, unless it is of one thing alone. Not less than <see cref="MaxMessageLength"/>. Default: 256
    /// MiB, or <see cref="MaxMessageLength"/> where that is more.
    /// </summary>
    public long? MaxBufferedBytes { get; init; }

    /// <summary>
    /// How many calls of the other side may be open at once, and how many of this one. One more of the other side is
    /// answered by an error, one more of this side is an <see cref="InvalidOperationException"/>. As many handlers of
    /// notifications run at once beside them, and further ones wait. The other side has a limit of its own. Default: 65,536.
    /// </summary>
    public int MaxOpenCalls { get; init; } = DefaultMaxOpenCalls;

    /// <summary>Whether an exception that a handler throws takes its stack along to the other side. Default: true.</summary>
    public bool SendStackTraces { get; init; } = true;

    /// <summary>
    /// Receives lines that are text, not messages.
    /// It runs on a thread of the pool, one line after another; no reader and no call waits for it, but later lines do, and
    /// <see cref="RpcConnection.Completion"/> for a second. What it throws is logged and otherwise ignored. Default: none; without
    /// one, a text line is answered by an error.
    /// </summary>
    public Action<string>? OnText { get; init; }

    /// <summary>
    /// Receives an answer that belongs to no open call, as its line, in the same way as <see cref="OnText"/>. Default: it
    /// is dropped.
    /// </summary>
    public Action<string>? OnUnclaimedAnswer { get; init; }

    /// <summary>
    /// Whether <see cref="RpcConnection.ConnectAsync"/> asks the other side whether it knows streams, callbacks, cancellation and binary
    /// values, and waits for the answer. Of two programs that use NodePipe the one that started the other asks. A plain JSON-RPC peer
    /// answers by an error, and is used as such; one that answers nothing to a method that it does not know must not be asked. Default:
    /// false.
    /// </summary>
    public bool SaysHello { get; init; }

    /// <summary>
    /// How long the answer to the hello may take: more than 0, up to 49 days, or <see cref="Timeout.InfiniteTimeSpan"/>. Default: 30
    /// seconds.
    /// </summary>
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock of every time-out. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The log. Default: none.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary><see cref="MaxBufferedBytes"/>, or its default.</summary>
    internal long BufferLimit => MaxBufferedBytes ?? Math.Max(MaxMessageLength, FrameReader.DefaultMaxFrameLength);

    internal void Validate()
    {
        OptionFaults faults = new();
        if (Framing is null)
        {
            faults.Add("Framing is null");
        }

        faults.CheckTimeout(nameof(CallTimeout), CallTimeout);
        faults.CheckTimeout(nameof(HelloTimeout), HelloTimeout);
        faults.CheckPositive(nameof(MaxMessageLength), MaxMessageLength);
        faults.CheckAtLeast(nameof(MaxBufferedBytes), MaxBufferedBytes, nameof(MaxMessageLength), MaxMessageLength);
        faults.CheckPositive(nameof(MaxOpenCalls), MaxOpenCalls);
        faults.ThrowIfAny("The options of the connection");
    }
}
