using System.Text.Json;
using NodePipe.Errors;

namespace NodePipe;

/// <summary>How <see cref="NodeProcess"/> starts its child and calls it.</summary>
public sealed class NodeProcessOptions : NodeChildOptions
{
    /// <summary>
    /// How values become JSON and back. Default: System.Text.Json's web defaults (camelCase). The options are copied;
    /// converters for binary values, streams and functions are added behind the caller's own.
    /// </summary>
    public JsonSerializerOptions? SerializerOptions { get; init; }

    /// <summary>
    /// How long the start may take, loading the module included: up to 49 days, or <see cref="Timeout.InfiniteTimeSpan"/>.
    /// 0 leaves it no time, so the start fails. Default: 30 s.
    /// </summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a call may take unless it says otherwise: more than 0, up to 49 days, or
    /// <see cref="Timeout.InfiniteTimeSpan"/>. Default: without end.
    /// </summary>
    public TimeSpan CallTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How many bytes each side may make the other one hold in all: answers until they are written, notifications that wait for
    /// their turn, texts and progress that wait for their listener, and messages whose long values have not all come. One byte
    /// more ends the connection, unless it is of one thing alone. Not less than <see cref="NodeChildOptions.MaxLineLength"/>.
    /// Default: 256 MiB, or <see cref="NodeChildOptions.MaxLineLength"/> where that is more.
    /// </summary>
    public long? MaxBufferedBytes { get; init; }

    /// <summary>
    /// How many calls may be open at once in each direction; the child is told to accept as many. One more call of the
    /// host is an <see cref="InvalidOperationException"/>, one more of the module an error there. As many handlers of
    /// notifications run at once beside them, and further ones wait. Default: 65,536.
    /// </summary>
    public int MaxOpenCalls { get; init; } = RpcOptions.DefaultMaxOpenCalls;

    /// <summary>Whether an exception that a handler throws takes its stack along to JavaScript. Default: true.</summary>
    public bool SendStackTraces { get; init; } = true;

    /// <summary>
    /// Receives lines of text that the child sends beside its answers.
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

    internal override long? BufferLimit => MaxBufferedBytes;

    internal override int? OpenCallLimit => MaxOpenCalls == RpcOptions.DefaultMaxOpenCalls ? null : MaxOpenCalls;

    internal RpcOptions ToRpcOptions() => new()
    {
        SerializerOptions = SerializerOptions,
        CallTimeout = CallTimeout,

        // Part of the start, which has a time-out of its own.
        HelloTimeout = Timeout.InfiniteTimeSpan,
        MaxMessageLength = MaxLineLength,
        MaxBufferedBytes = MaxBufferedBytes,
        MaxOpenCalls = MaxOpenCalls,
        SendStackTraces = SendStackTraces,
        OnText = OnText,
        OnUnclaimedAnswer = OnUnclaimedAnswer,
        TimeProvider = TimeProvider,
        Logger = Logger,
    };

    private protected override void Check(OptionFaults faults)
    {
        base.Check(faults);
        faults.CheckTimeout(nameof(StartTimeout), StartTimeout, allowsZero: true);
        faults.CheckTimeout(nameof(CallTimeout), CallTimeout);
        faults.CheckAtLeast(nameof(MaxBufferedBytes), MaxBufferedBytes, nameof(MaxLineLength), MaxLineLength);
        faults.CheckPositive(nameof(MaxOpenCalls), MaxOpenCalls);
    }
}
