using System.Text.Json;

namespace NodePipe;

/// <summary>What a single call does differently.</summary>
public sealed record CallOptions
{
    /// <summary>
    /// How long the call may take: more than 0, up to 49 days, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>.
    /// Default: what the connection's options say.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// Receives what the function reports by <c>this.progress(value)</c>, in order, all of it before the result. It runs on
    /// a thread of the pool, or for a blocking call on that of its caller; while it blocks only this call waits, and only for its
    /// result: a call that is cancelled, takes too long or loses its connection ends at once, and nothing is reported any more.
    /// What it throws is logged and otherwise ignored.
    /// Default: nobody does, and nothing is sent.
    /// </summary>
    public Action<JsonElement>? OnProgress { get; init; }

    /// <summary>The W3C Trace Context of the call. Default: the current activity's, if there is one.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The trace state that goes with <see cref="TraceParent"/>.</summary>
    public string? TraceState { get; init; }
}
