using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodePipe.Errors;

namespace NodePipe;

/// <summary>How calls are made and answered over a connection.</summary>
/// <remarks>The options are copied when they are used: what is changed afterwards has no effect.</remarks>
public sealed class RpcOptions : RpcSettings, INodePipeOptions
{
    private HostServices _services = new();

    /// <summary>Begins with the defaults.</summary>
    public RpcOptions()
    {
    }

    internal RpcOptions(RpcSettings settings)
        : base(settings)
    {
    }

    /// <summary>
    /// How long a call may take unless it says otherwise: more than 0, up to 49 days, or
    /// <see cref="Timeout.InfiniteTimeSpan"/>. Default: without end.
    /// </summary>
    public TimeSpan CallTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// Whether <see cref="RpcConnection.ConnectAsync"/> asks the other side whether it knows streams, callbacks, cancellation and binary
    /// values, and waits for the answer. Of two programs that use NodePipe the one that started the other asks. A plain JSON-RPC peer
    /// answers by an error, and is used as such; one that answers nothing to a method that it does not know must not be asked. Default:
    /// false.
    /// </summary>
    public bool SaysHello { get; set; }

    /// <summary>
    /// How long the answer to the hello may take: more than 0, up to 49 days, or <see cref="Timeout.InfiniteTimeSpan"/>. Default: 30
    /// seconds.
    /// </summary>
    public TimeSpan HelloTimeout { get; set; } = TimeSpan.FromSeconds(30);

    // Fields, for the binder's source generator takes every property for one that a file may hold.
    internal MessageFraming FrameForm = MessageFraming.Lines;

    /// <summary>The log of the connection; nothing is logged before the options are taken.</summary>
    internal ILogger Logger = NullLogger.Instance;

    HostServices INodePipeOptions.GetServices() => _services;

    internal override RpcOptions Copy()
    {
        RpcOptions copy = (RpcOptions)base.Copy();
        copy._services = _services.Copy();
        return copy;
    }

    /// <summary>A copy that nobody else can change.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message names every fault.</exception>
    internal RpcOptions Take()
    {
        RpcOptions copy = Copy();
        OptionFaults faults = new();
        faults.CheckNotNull("Framing", copy.FrameForm);
        faults.CheckTimeout(nameof(CallTimeout), copy.CallTimeout);
        faults.CheckTimeout(nameof(HelloTimeout), copy.HelloTimeout);
        copy.Check(faults);
        copy._services.Check(faults);
        faults.ThrowIfAny("The options of the connection");
        copy.Logger = copy.LoggerFactory.CreateLogger("NodePipe.RpcConnection");
        return copy;
    }
}
