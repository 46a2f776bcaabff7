using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodePipe.Errors;
using NodePipe.Hosting;

namespace NodePipe;

/// <summary>How a Node child is started and stopped.</summary>
public abstract class NodeChildOptions
{
    /// <summary>
    /// The node executable: an absolute path, one relative to the host's current directory, or a name on PATH.
    /// Default: <c>node</c>.
    /// </summary>
    public string NodePath { get; init; } = "node";

    /// <summary>
    /// Options of node itself, such as <c>--max-old-space-size=512</c>. Those with which it would not run the child's program
    /// here, such as <c>--eval</c>, <c>--test</c> or <c>--watch</c>, are refused. Default: none.
    /// </summary>
    public IReadOnlyList<string> NodeArguments { get; init; } = [];

    /// <summary>
    /// The child's working directory; a relative one starts at the host's current directory, as it is when the child is
    /// started. Default: the application's own folder.
    /// </summary>
    public string WorkingDirectory { get; init; } = AppContext.BaseDirectory;

    /// <summary>Variables to set, or with null to remove, on top of the host's own. Default: none.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>
    /// A folder for the program that node runs, which this library carries and unpacks into a folder <c>nodepipe</c> of its
    /// own there, the user's alone; a relative one starts at the host's current directory. Default: null, the user's data
    /// folder, or else the temporary folder.
    /// </summary>
    public string? ChildProgramFolder { get; init; }

    /// <summary>How the child reads and writes its descriptors. Default: the best for its runtime.</summary>
    public ChildTransport Transport { get; init; } = ChildTransport.Default;

    /// <summary>The launcher. Default: the best that the system has.</summary>
    public LauncherKind Launcher { get; init; } = LauncherKind.Default;

    /// <summary>
    /// The capacity of each pipe in bytes. Default: 0, the system's (64 KiB on Linux), which the host raises to 512 KiB once
    /// something long goes through a pipe, for 32 pipes at most: an unprivileged user has 64 MiB in all.
    /// </summary>
    public int PipeCapacity { get; init; }

    /// <summary>
    /// The longest line or message in bytes that the host accepts; the child's own program, which this library carries,
    /// is told to accept the same. Default: 256 MiB.
    /// </summary>
    public int MaxLineLength { get; init; } = Framing.LineReader.DefaultMaxLineLength;

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

    /// <summary>The clock of every time-out. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The log; the child's output goes there too. Default: none.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>How many bytes the child may be made to hold; null for its own limit.</summary>
    internal virtual long? BufferLimit => null;

    /// <summary>How many calls the child is to accept at once; null leaves it its own limit.</summary>
    internal virtual int? OpenCallLimit => null;

    /// <exception cref="ArgumentException">An option is wrong; the message names every fault.</exception>
    internal void Validate()
    {
        OptionFaults faults = new();
        Check(faults);
        faults.ThrowIfAny("The options");
    }

    private protected virtual void Check(OptionFaults faults)
    {
        faults.CheckNotBlank(nameof(NodePath), NodePath);
        faults.CheckText(nameof(NodePath), NodePath);
        CheckNodeArguments(faults);
        faults.CheckNotBlank(nameof(WorkingDirectory), WorkingDirectory);
        faults.CheckText(nameof(WorkingDirectory), WorkingDirectory);
        faults.CheckVariables(nameof(Environment), Environment);
        if (ChildProgramFolder is not null)
        {
            faults.CheckNotBlank(nameof(ChildProgramFolder), ChildProgramFolder);
            faults.CheckText(nameof(ChildProgramFolder), ChildProgramFolder);
        }

        faults.CheckPositive(nameof(MaxLineLength), MaxLineLength);
        faults.CheckNotNegative(nameof(PipeCapacity), PipeCapacity);
        faults.CheckTimeout(nameof(ExitTimeout), ExitTimeout, allowsZero: true);
        faults.CheckTimeout(nameof(TerminateTimeout), TerminateTimeout, allowsZero: true);
    }

    private void CheckNodeArguments(OptionFaults faults)
    {
        if (NodeArguments is null || NodeArguments.Contains(null!))
        {
            faults.Add(NodeArguments is null ? "NodeArguments is null" : "NodeArguments holds null");
            return;
        }

        for (int i = 0; i < NodeArguments.Count; i++)
        {
            faults.CheckText($"NodeArguments[{i}]", NodeArguments[i]);
            if (UnusableNodeArguments.FaultOf(NodePath ?? "", NodeArguments[i]) is string fault)
            {
                faults.Add($"NodeArguments[{i}] is {NodeArguments[i]}, which {fault}");
            }
        }
    }
}
