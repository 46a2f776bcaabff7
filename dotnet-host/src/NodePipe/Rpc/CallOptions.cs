using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NodePipe;

/// <summary>What a single call does differently.</summary>
public sealed record CallOptions
{
    /// <summary>
    /// How long the call may take: more than 0, up to 49 days, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>.
    /// Default: what the connection's options say.
    /// </summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>
    /// Receives what the function reports by <c>this.progress(value)</c>, in order, all of it before the result. It runs on
    /// a thread of the pool, or for a blocking call on that of its caller; while it blocks only this call waits, and only for its
    /// result: a call that is cancelled, takes too long or loses its connection ends at once, and nothing is reported any more.
    /// What it throws is logged and otherwise ignored.
    /// Default: nobody does, and nothing is sent.
    /// </summary>
    public Action<JsonElement>? OnProgress { get; set; }

    /// <summary>The W3C Trace Context of the call. Default: the current activity's, if there is one.</summary>
    public string? TraceParent { get; set; }

    /// <summary>The trace state that goes with <see cref="TraceParent"/>.</summary>
    public string? TraceState { get; set; }

    /// <summary>
    /// How the result, or an item of the stream, is read: a <see cref="JsonTypeInfo{T}"/> of the type that the call asks for. The
    /// overloads that take one set it. Default: null, as the serializer options of the connection know the type.
    /// </summary>
    public JsonTypeInfo? ResultType { get; set; }
}
