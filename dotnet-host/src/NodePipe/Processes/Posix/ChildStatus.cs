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
    public static ExitStatus Reap(int pid)
    {
        int status;
        while (Libc.WaitPid(pid, out status, 0) < 0)
        {
            if (!MustTryAgain($"waitpid({pid})"))
            {
                return ExitStatus.Unknown;
            }
        }

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
