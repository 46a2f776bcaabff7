using System.Text.Json.Serialization.Metadata;

namespace NodePipe.Rpc.Calls;

/// <summary>A function of this side that the other one may call.</summary>
/// <param name="invoke">Runs it; the result is any value that can be carried.</param>
/// <param name="resultType">How the result is written; null for as what it is.</param>
/// <param name="inOrder">Where its calls run one after another, as for progress; null for the thread pool.</param>
internal sealed class Handler(Func<IncomingCall, ValueTask<object?>> invoke, ResultType? resultType = null, BackgroundWork? inOrder = null)
{
    /// <summary>
    /// The thread that blocks until the call which carried the function has ended: it runs it where no thread of the pool is
    /// free. Null where nobody blocks.
    /// </summary>
    public CallerQueue? Caller { get; init; }

    /// <summary>
    /// Whether it runs on the reader, before the next message is looked at, since how that is answered depends on it. It must not
    /// wait. Default: no.
    /// </summary>
    public bool IsImmediate { get; init; }

    public BackgroundWork? InOrder { get; } = inOrder;

    /// <summary>How this result is written; null for as what it is.</summary>
    public JsonTypeInfo? ResultTypeOf(object? result) => resultType?.Of(result);

    public ValueTask<object?> InvokeAsync(IncomingCall call) => invoke(call);
}
