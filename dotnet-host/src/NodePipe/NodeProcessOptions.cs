using NodePipe.Errors;

namespace NodePipe;

/// <summary>How <see cref="NodeProcess"/> starts its child and calls it.</summary>
public sealed class NodeProcessOptions : NodeChildOptions
{
    /// <summary>The largest whole number that JavaScript holds exactly.</summary>
    private const long LargestNumberOfNode = 9_007_199_254_740_991;

    /// <summary>
    /// How long the start may take, loading the module included: up to 49 days, or <see cref="Timeout.InfiniteTimeSpan"/>.
    /// 0 leaves it no time, so the start fails. Default: 30 s.
    /// </summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc cref="RpcOptions.CallTimeout"/>
    public TimeSpan CallTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How values are written and what each side may make the other one hold; the child is told the same limits. Default: as its
    /// properties say.
    /// </summary>
    public RpcSettings Rpc { get; set; } = new();

    internal override int MessageLimit => Rpc.MaxMessageLength;

    internal override long? BufferLimit => Rpc.MaxBufferedBytes;

    internal override int? OpenCallLimit => Rpc.MaxOpenCalls == RpcSettings.DefaultMaxOpenCalls ? null : Rpc.MaxOpenCalls;

    internal RpcOptions ToRpcOptions() => new(Rpc)
    {
        CallTimeout = CallTimeout,

        // Part of the start, which has a time-out of its own.
        HelloTimeout = Timeout.InfiniteTimeSpan,
        TimeProvider = this.TimeProvider,
        LoggerFactory = this.LoggerFactory,
    };

    private protected override ProcessOptions Copy()
    {
        NodeProcessOptions copy = (NodeProcessOptions)base.Copy();
        copy.Rpc = Rpc?.Copy()!;
        return copy;
    }

    private protected override void Check(OptionFaults faults)
    {
        base.Check(faults);
        faults.CheckTimeout(nameof(StartTimeout), StartTimeout, allowsZero: true);
        faults.CheckTimeout(nameof(CallTimeout), CallTimeout);
        faults.CheckNotNull(nameof(Rpc), Rpc);
        if (Rpc is not null)
        {
            if (Rpc is RpcOptions)
            {
                faults.Add("Rpc is an RpcOptions, of which more than its RpcSettings would be dropped: give an RpcSettings, and CallTimeout, LoggerFactory and TimeProvider beside it");
            }

            Rpc.Check(faults, "Rpc.");
            faults.CheckMessageLengthOfNode("Rpc.MaxMessageLength", Rpc.MaxMessageLength);
            faults.CheckAtMost("Rpc.MaxBufferedBytes", Rpc.MaxBufferedBytes, LargestNumberOfNode, "JavaScript can count");
        }
    }
}
