using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace NodePipe.Processes.Posix;

/// <summary>A spawned process, the leader of its own group.</summary>
internal sealed class PosixProcess : LaunchedProcess
{
    private const int WaiterStackSize = 256 * 1024;
    private const int SignalInfoSize = 256;

    private readonly TaskCompletionSource<ExitStatus> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _reaping = new();
    private readonly Watchdog? _watchdog;
    private bool _isReaped;

    public PosixProcess(
        int pid, Watchdog? watchdog, Stream? input, AnonymousPipeServerStream output, AnonymousPipeServerStream error)
    {
        Id = pid;
        _watchdog = watchdog;
        StandardInput = input;
        StandardOutput = output;
        StandardError = error;
        new Thread(WaitForExit, WaiterStackSize) { IsBackground = true, Name = $"waits for process {pid}" }.UnsafeStart();
    }

    public override int Id { get; }

    public override Stream? StandardInput { get; }

    public override Stream StandardOutput { get; }

    public override Stream StandardError { get; }

    public override Task<ExitStatus> Exited => _exited.Task;

    public override void Terminate() => Signal(Id, Signals.Terminate);

    public override void Kill() => Signal(-Id, Signals.Kill);

    public override void Dispose()
    {
        Kill();
        StandardInput?.Dispose();
        StandardOutput.Dispose();
        StandardError.Dispose();
    }

    /// <summary>A pid belongs to this process until it is reaped, and not a moment longer.</summary>
    private void Signal(int target, int signal)
    {
        lock (_reaping)
        {
            if (!_isReaped)
            {
                _ = Libc.Kill(target, signal);
            }
        }
    }

    private void WaitForExit()
    {
        ExitStatus status;
        try
        {
            WaitUntilWaitable();
            lock (_reaping)
            {
                // Whatever it left in its group ends with it, the watchdog too; while it is not reaped, the group is its own.
                _ = Libc.Kill(-Id, Signals.Kill);
                status = Reap(Id);
                _isReaped = true;
            }

            _watchdog?.Dispose();
        }
        catch (Exception error)
        {
            _exited.SetException(error);
            return;
        }

        _exited.SetResult(status);
    }

    private unsafe void WaitUntilWaitable()
    {
        byte* info = stackalloc byte[SignalInfoSize];
        while (Libc.WaitId(Libc.WaitForPid, Id, (nint)info, Libc.WaitExited | Libc.WaitLeaveWaitable) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Libc.Interrupted)
            {
                throw new InvalidOperationException($"waitid({Id}): {Marshal.GetPInvokeErrorMessage(error)}");
            }
        }
    }

    internal static ExitStatus Reap(int pid)
    {
        int status;
        while (Libc.WaitPid(pid, out status, 0) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Libc.Interrupted)
            {
                throw new InvalidOperationException($"waitpid({pid}): {Marshal.GetPInvokeErrorMessage(error)}");
            }
        }

        int signal = status & 0x7f;
        return signal == 0 ? new ExitStatus((status >> 8) & 0xff, null) : new ExitStatus(null, Signals.Name(signal));
    }
}
