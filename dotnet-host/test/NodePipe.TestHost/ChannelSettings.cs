namespace NodePipe.TestHost;

/// <summary>How a verb starts a <see cref="LineChannel"/>; what is not given keeps the library's default.</summary>
internal class ChannelSettings
{
    public LauncherKind Launcher { get; init; }

    public ChildTransport Transport { get; init; }

    public string NodePath { get; init; } = "node";

    public IReadOnlyList<string> NodeArguments { get; init; } = [];

    public string? Program { get; init; }

    public string? WorkingDirectory { get; init; }

    public Dictionary<string, string?> Environment { get; init; } = [];

    public int ExitTimeout { get; init; } = 5_000;

    public int TerminateTimeout { get; init; } = 2_000;

    public int? MaxMessageLength { get; init; }

    public LineChannelOptions ToOptions() => new()
    {
        Launcher = Launcher,
        Transport = Transport,
        NodePath = NodePath,
        NodeArguments = [.. NodeArguments],
        Program = Program,
        WorkingDirectory = WorkingDirectory ?? AppContext.BaseDirectory,
        Environment = Environment,
        ExitTimeout = TimeSpan.FromMilliseconds(ExitTimeout),
        TerminateTimeout = TimeSpan.FromMilliseconds(TerminateTimeout),
        MaxMessageLength = MaxMessageLength ?? new LineChannelOptions().MaxMessageLength,
        OnOutputLine = line => Report.Write(new { output = line }),
        OnErrorLine = line => Report.Write(new { error = line }),
        LoggerFactory = new OneLogger(new ReportLogger()),
    };
}
