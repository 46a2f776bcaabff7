using System.Runtime.InteropServices;

namespace NodePipe.Processes.Posix;

/// <summary>
/// Waits for a child and collects its status. Somebody else may have done so before: the system itself, where SIGCHLD is
/// ignored (it stays so through exec, so whoever starts the host decides), or other code of this process.
/// </summary>
internal static class ChildStatus
{
    private const int SignalInfoSize = 256;

    /// <summary>Waits until the child has ended, and leaves it to be collected.</summary>
    /// <returns>False where it has ended and was collected already: its number is no longer its own.</returns>
    public static unsafe bool WaitUntilEnded(int pid)
    {
        byte* info = stackalloc byte[SignalInfoSize];
        while (Libc.WaitId(Libc.WaitForPid, pid, (nint)info, Libc.WaitExited | Libc.WaitLeaveWaitable) != 0)
        {
            if (!MustTryAgain($"waitid({pid})"))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Collects a child that has ended, or waits until it has; how it ended is unknown where somebody else was first.</summary>
    public static ExitStatus Reap(int pid) => Collect(pid, out int status) ? Describe(status) : ExitStatus.Unknown;

    /// <summary>
    /// Collects the leader of a group that was ended, and all in it that are, or have become, children of this process: as
    /// process 1 of a container it gets those whose own parent has ended.
    /// </summary>
    /// <returns>How the leader ended.</returns>
    public static ExitStatus ReapGroup(int leader)
    {
        ExitStatus leaders = Reap(leader);
        while (Collect(-leader, out _))
        {
            // The number stays the group's as long as there is one that was not collected.
        }

        return leaders;
    }

    private static bool Collect(int pid, out int status)
    {
        while (Libc.WaitPid(pid, out status, 0) < 0)
        {
            if (!MustTryAgain($"waitpid({pid})"))
            {
                return false;
            }
        }

        return true;
    }

    private static ExitStatus Describe(int status)
    {
        int signal = status & 0x7f;
        return signal == 0 ? new ExitStatus((status >> 8) & 0xff, null) : new ExitStatus(null, Signals.Name(signal));
    }

    private static bool MustTryAgain(string call) => Marshal.GetLastPInvokeError() switch
    {
        Libc.Interrupted => true,
        Libc.NoChild => false,
        int error => throw new InvalidOperationException($"{call}: {Marshal.GetPInvokeErrorMessage(error)}"),
    };
}
