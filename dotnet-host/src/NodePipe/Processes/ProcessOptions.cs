using NodePipe.Errors;

namespace NodePipe;

/// <summary>How a process is started and stopped, whatever it runs.</summary>
/// <remarks>The options are copied when they are used: what is changed afterwards has no effect.</remarks>
public abstract class ProcessOptions : INodePipeOptions
{
    private HostServices _services = new();

    private protected ProcessOptions()
    {
    }

    /// <summary>Takes over what the options of all processes have.</summary>
    private protected ProcessOptions(ProcessOptions other)
    {
        WorkingDirectory = other.WorkingDirectory;
        Environment = other.Environment;
        Launcher = other.Launcher;
        OnOutputLine = other.OnOutputLine;
        OnErrorLine = other.OnErrorLine;
        ErrorTailLines = other.ErrorTailLines;
        ExitTimeout = other.ExitTimeout;
        TerminateTimeout = other.TerminateTimeout;
        _services = other._services;
    }

    /// <summary>
    /// The process's working directory; a relative one starts at the host's current directory, as it is at the start. Default:
    /// null, the host's current directory, or, for a Node child, the application's own folder.
    /// </summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>
    /// Variables to set, or with null to remove, on top of the host's own; those by which a Node parent speaks to the
    /// host itself (<c>NODE_CHANNEL_FD</c> and its like) are not passed on. Default: none.
    /// </summary>
    public IDictionary<string, string?> Environment { get; set; } = new Dictionary<string, string?>();

    /// <summary>The launcher. Default: the best that the system has.</summary>
    public LauncherKind Launcher { get; set; } = LauncherKind.Default;

    /// <summary>
    /// Receives standard output, a line at a time, in order, on a thread of the pool. While it blocks, no more is
    /// read than some 64 Ki characters ahead, and a process whose pipe is full (64 KiB) then waits with it; once the process has
    /// ended, the rest is read and still handed on. It may stop or dispose the process and wait for that, which then takes
    /// 1 s longer (see <see cref="PipedProcess.Exited"/>). What it throws is logged and otherwise ignored.
    /// Default: the lines go to the log.
    /// </summary>
    public Action<string>? OnOutputLine { get; set; }

    /// <summary>
    /// Receives standard error in the same way, perhaps at the same time as <see cref="OnOutputLine"/> runs.
    /// Default: the lines go to the log.
    /// </summary>
    public Action<string>? OnErrorLine { get; set; }

    /// <summary>How many last lines of standard error are kept for <see cref="ProcessExit"/>. Default: 20.</summary>
    public int ErrorTailLines { get; set; } = 20;

    /// <summary>
    /// How long an orderly stop waits for the process to end by itself: 0 (SIGTERM at once) to 49 days, or
    /// <see cref="Timeout.InfiniteTimeSpan"/>. Default: 5 s.
    /// </summary>
    public TimeSpan ExitTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long it then waits after SIGTERM before it kills: 0 (kills at once) to 49 days, or
    /// <see cref="Timeout.InfiniteTimeSpan"/>. Default: 2 s.
    /// </summary>
    public TimeSpan TerminateTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What the options are called in the message of a fault.</summary>
    private protected virtual string Title => "The options";

    HostServices INodePipeOptions.GetServices() => _services;

    /// <summary>A copy that nobody else can change.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message names every fault.</exception>
    internal static T Take<T>(T options)
        where T : ProcessOptions
    {
        T copy = (T)options.Copy();
        OptionFaults faults = new();
        copy.Check(faults);
        faults.ThrowIfAny(copy.Title);
        return copy;
    }

    private protected virtual ProcessOptions Copy()
    {
        ProcessOptions copy = (ProcessOptions)MemberwiseClone();
        copy._services = _services.Copy();
        copy.Environment = Environment is null ? null! : new Dictionary<string, string?>(Environment);
        return copy;
    }

    private protected virtual void Check(OptionFaults faults)
    {
        faults.CheckPath(nameof(WorkingDirectory), WorkingDirectory);
        faults.CheckVariables(nameof(Environment), Environment);
        faults.CheckDefined(nameof(Launcher), Launcher);
        faults.CheckNotNegative(nameof(ErrorTailLines), ErrorTailLines);
        faults.CheckTimeout(nameof(ExitTimeout), ExitTimeout, allowsZero: true);
        faults.CheckTimeout(nameof(TerminateTimeout), TerminateTimeout, allowsZero: true);
        _services.Check(faults);
    }
}
