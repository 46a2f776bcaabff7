using System.IO.Pipes;

namespace NodePipe.Processes.Posix;

/// <summary>
/// A shell in the child's group that reads a pipe whose other end only the host holds. When the host is gone, by any
/// means, the shell sees end of file and kills the group, a child in a busy loop and all its own children included.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private const string Shell = "/bin/sh";
    private const int WriteOnly = 1;

    // What is sent to the whole group must not take the watchdog away before its time.
    private const string Script = "trap '' HUP INT QUIT TERM; read _; kill -9 0";

    private readonly int _pid;
    private readonly AnonymousPipeServerStream _lifeline;

    private Watchdog(int pid, AnonymousPipeServerStream lifeline)
    {
        _pid = pid;
        _lifeline = lifeline;
    }

    public static bool IsAvailable { get; } = File.Exists(Shell);

    /// <summary>Starts a watchdog in the group; null where it cannot be started, or the group is gone already.</summary>
    /// <param name="group">The group that it kills.</param>
    /// <param name="lifeline">The pipe whose end of file it waits for; the watchdog's from here on.</param>
    public static Watchdog? Join(int group, AnonymousPipeServerStream lifeline)
    {
        using SpawnPlan plan = new SpawnPlan().JoinGroup(group)
            .Pass(lifeline.ClientSafePipeHandle, 0).OpenNull(1, WriteOnly).OpenNull(2, WriteOnly);
        if (plan.Start(Shell, ["-c", Script], [], out int pid) == 0)
        {
            return new Watchdog(pid, lifeline);
        }

        lifeline.Dispose();
        return null;
    }

    /// <summary>Collects the shell, which was killed with its group.</summary>
    public void Dispose()
    {
        _ = Libc.Kill(_pid, Signals.Kill);
        _ = PosixProcess.Reap(_pid);
        _lifeline.Dispose();
    }
}
