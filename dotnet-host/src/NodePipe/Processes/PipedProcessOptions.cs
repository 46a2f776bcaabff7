using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodePipe.Errors;

namespace NodePipe;

/// <summary>What <see cref="PipedProcess.Start"/> starts, and how.</summary>
public sealed class PipedProcessOptions
{
    /// <summary>
    /// The program: an absolute path, a path relative to the host's current directory, or a bare name that is looked
    /// up on the PATH of <see cref="Environment"/>.
    /// </summary>
    public required string FileName { get; init; }

    /// <summary>The arguments; each arrives as it is. Default: none.</summary>
    public IReadOnlyList<ProcessArgument> Arguments { get; init; } = [];

    /// <summary>The pipes that the child inherits. Default: none.</summary>
    public IReadOnlyList<InheritedPipe> Pipes { get; init; } = [];

    /// <summary>
    /// The child's working directory; a relative one starts at the host's current one, which is the default.
    /// </summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// Variables to set, or with null to remove, on top of the host's own; those by which a Node parent speaks to the
    /// host itself (<c>NODE_CHANNEL_FD</c> and its like) are not passed on. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether the host writes the child's standard input. Default: false, it reads end of file.</summary>
    public bool RedirectStandardInput { get; init; }

    /// <summary>
    /// Whether the host reads the child's standard output by <see cref="PipedProcess.GetStandardEndpoint"/>. It is not cut into
    /// lines then, and goes to no listener and no log. Default: false.
    /// </summary>
    public bool RedirectStandardOutput { get; init; }

    /// <summary>
    /// Receives the child's standard output, a line at a time, in order, on a thread of the pool. While it blocks, no more is
    /// read than some 64 Ki characters ahead, and a child whose pipe is full (64 KiB) then waits with it; once the child has
    /// ended, the rest is read and still handed on. It may stop or dispose the process and wait for that, which then takes
    /// 1 s longer (see <see cref="PipedProcess.Exited"/>). What it throws is logged and otherwise ignored.
    /// Default: the lines go to <see cref="Logger"/>.
    /// </summary>
    public Action<string>? OnOutputLine { get; init; }

    /// <summary>
    /// Receives the child's standard error in the same way, perhaps at the same time as <see cref="OnOutputLine"/> runs.
    /// Default: the lines go to <see cref="Logger"/>.
    /// </summary>
    public Action<string>? OnErrorLine { get; init; }

    /// <summary>How many last lines of standard error are kept for <see cref="ProcessExit"/>. Default: 20.</summary>
    public int ErrorTailLines { get; init; } = 20;

    /// <summary>The launcher. Default: the best that the system has.</summary>
    public LauncherKind Launcher { get; init; } = LauncherKind.Default;

    /// <summary>
    /// How long an orderly stop waits for the child to end by itself: 0 (SIGTERM at once) to 49 days, or
    /// <see cref="Timeout.InfiniteTimeSpan"/>. Default: 5 s.
    /// </summary>
    public TimeSpan ExitTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long it then waits after SIGTERM before it kills: 0 (kills at once) to 49 days, or
    /// <see cref="Timeout.InfiniteTimeSpan"/>. Default: 2 s.
    /// </summary>
    public TimeSpan TerminateTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The clock of these time-outs. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The log. Default: none.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    internal void Validate()
    {
        OptionFaults faults = new();
        faults.CheckNotBlank(nameof(FileName), FileName);
        faults.CheckText(nameof(FileName), FileName);
        if (WorkingDirectory is "")
        {
            faults.Add("WorkingDirectory is empty");
        }

        faults.CheckText(nameof(WorkingDirectory), WorkingDirectory);
        CheckArguments(faults);
        if (RedirectStandardOutput && OnOutputLine is not null)
        {
            faults.Add("OnOutputLine would get no line, because RedirectStandardOutput gives standard output to GetStandardEndpoint");
        }

        CheckPipes(faults);
        faults.CheckVariables(nameof(Environment), Environment);
        faults.CheckTimeout(nameof(ExitTimeout), ExitTimeout, allowsZero: true);
        faults.CheckTimeout(nameof(TerminateTimeout), TerminateTimeout, allowsZero: true);
        faults.CheckNotNegative(nameof(ErrorTailLines), ErrorTailLines);
        faults.ThrowIfAny("The options of the process");
    }

    private void CheckArguments(OptionFaults faults)
    {
        if (Arguments is null)
        {
            faults.Add("Arguments is null");
            return;
        }

        for (int i = 0; i < Arguments.Count; i++)
        {
            if (Arguments[i].IsNothing)
            {
                faults.Add($"Arguments[{i}] is neither a text nor the descriptor of a pipe");
            }

            faults.CheckText($"Arguments[{i}]", Arguments[i].Text);
        }
    }

    private void CheckPipes(OptionFaults faults)
    {
        if (Pipes is null)
        {
            faults.Add("Pipes is null");
        }
        else if (Pipes.Contains(null!))
        {
            faults.Add("Pipes holds null");
        }
        else
        {
            foreach (IGrouping<int, InheritedPipe> same in Pipes.GroupBy(pipe => pipe.Descriptor).Where(group => group.Count() > 1))
            {
                faults.Add($"Pipes names descriptor {same.Key} more than once");
            }
        }
    }
}
