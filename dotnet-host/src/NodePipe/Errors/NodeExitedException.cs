namespace NodePipe;

/// <summary>The child process is gone, and with it what was asked of it.</summary>
public sealed class NodeExitedException : NodePipeException
{
    /// <summary>Creates the error from how the process ended.</summary>
    public NodeExitedException(
        string message, int processId, int? exitCode, string? signal, IReadOnlyList<string> lastErrorLines)
        : base(message)
    {
        ProcessId = processId;
        ExitCode = exitCode;
        Signal = signal;
        LastErrorLines = lastErrorLines;
    }

    /// <summary>The process's id.</summary>
    public int ProcessId { get; }

    /// <summary>The exit code; null where a signal ended the process, or the system did not tell.</summary>
    public int? ExitCode { get; }

    /// <summary>
    /// The signal that ended the process, such as <c>SIGKILL</c>; null where it exited. The portable launcher cannot
    /// tell exit code 128 + n from signal n: there both are set.
    /// </summary>
    public string? Signal { get; }

    /// <summary>The last lines of the process's standard error, oldest first.</summary>
    public IReadOnlyList<string> LastErrorLines { get; }
}
