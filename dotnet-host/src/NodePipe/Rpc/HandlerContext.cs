using NodePipe.Rpc.Calls;

namespace NodePipe;

/// <summary>What a handler may ask for besides its arguments, by a parameter of this type.</summary>
public sealed class HandlerContext
{
    private readonly IncomingCall _call;

    internal HandlerContext(IncomingCall call) => _call = call;

    /// <summary>Cancelled when the other side no longer wants the answer, or is gone.</summary>
    public CancellationToken CancellationToken => _call.CancellationToken;

    /// <summary>The W3C Trace Context of the call; null where it has none.</summary>
    public string? TraceParent => _call.TraceParent;

    /// <summary>The trace state that goes with <see cref="TraceParent"/>.</summary>
    public string? TraceState => _call.TraceState;

    /// <summary>Reports progress to the caller, in order and before the result; nothing is sent where it wants none.</summary>
    public void Progress(object? value) => _call.ReportProgress(value);
}
