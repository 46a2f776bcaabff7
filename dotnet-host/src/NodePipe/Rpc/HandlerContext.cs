using System.Diagnostics;
using NodePipe.Rpc.Calls;

namespace NodePipe;

/// <summary>What a handler may ask for besides its arguments, by a parameter of this type.</summary>
public sealed class HandlerContext
{
    private readonly IncomingCall _call;

    internal HandlerContext(IncomingCall call) => _call = call;

    /// <summary>Cancelled when the other side no longer wants the answer, or is gone.</summary>
    public CancellationToken CancellationToken => _call.CancellationToken;

    /// <summary>
    /// The trace that the call belongs to: the parent context for an activity that an <see cref="ActivitySource"/> starts.
    /// The default where it belongs to none, or where <see cref="TraceParent"/> is none of
    /// <see href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</see>.
    /// </summary>
    public ActivityContext Trace =>
        ActivityContext.TryParse(TraceParent, TraceState, isRemote: true, out ActivityContext context) ? context : default;

    /// <summary>The W3C Trace Context of the call as it came; null where it has none.</summary>
    public string? TraceParent => _call.TraceParent;

    /// <summary>The trace state that goes with <see cref="TraceParent"/>, as it came; null where it has none.</summary>
    public string? TraceState => _call.TraceState;

    /// <summary>Reports progress to the caller, in order and before the result; nothing is sent where it wants none.</summary>
    public void Progress(object? value) => _call.ReportProgress(value);
}
