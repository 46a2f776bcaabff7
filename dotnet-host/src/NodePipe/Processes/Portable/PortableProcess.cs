using System.Diagnostics;
using NodePipe.Processes.Posix;

namespace NodePipe.Processes.Portable;

/// <summary>A process that <see cref="Process"/> started.</summary>
internal sealed class PortableProcess : LaunchedProcess
{
    private const int FirstSignalCode = 128;

    // By which .NET has told the end of a child that it was told of.
    private static readonly TimeSpan MomentToBeTold = TimeSpan.FromSeconds(2);
    private const int WaiterStackSize = 256 * 1024;

    private readonly Process _process;

    // .NET collects the process whenever it likes, and its number may be another one's from then on.
    private readonly ProcessReference? _reference;
    private readonly TaskCompletionSource<ExitStatus> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PortableProcess(Process process, bool redirectStandardInput)
    {
        _process = process;

        // The Exited event, not WaitForExitAsync: that one waits for the output pipes too, which a grandchild may hold.
        process.Exited += (_, _) => _exited.TrySetResult(Status(process.ExitCode));
        process.Start();
        Id = process.Id;
        _reference = ProcessReference.TryOpen(Id);
        if (process.HasExited)
        {
            // It may have been collected before, and another process be referred to.
            _reference?.Dispose();
        }

        if (redirectStandardInput)
        {
            StandardInput = process.StandardInput.BaseStream;
        }
        else
        {
            process.StandardInput.Close();
        }

        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            new Thread(WaitForEnd, WaiterStackSize) { IsBackground = true, Name = $"waits for process {Id}" }.UnsafeStart();
        }
    }

    public override int Id { get; }

    public override Stream? StandardInput { get; }

    public override Stream StandardOutput => _process.StandardOutput.BaseStream;

    public override Stream StandardError => _process.StandardError.BaseStream;

    public override Task<ExitStatus> Exited => _exited.Task;

    public override void Terminate()
    {
        if (OperatingSystem.IsWindows() || _exited.Task.IsCompleted)
        {
            // Windows has no such request; closing the pipes was it.
            return;
        }

        if (_reference is not null)
        {
            _reference.Signal(Signals.Terminate);
        }
        else if (!_process.HasExited)
        {
            // Without such references a moment is left in which it could be collected.
            _ = Libc.Kill(Id, Signals.Terminate);
        }
    }

    public override void Kill()
    {
        if (_exited.Task.IsCompleted)
        {
            return;
        }

        try
        {
            KillFamily();
        }
        catch (Exception error) when (error is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // It ended in the meantime, or one of its children did.
        }
    }

    private void KillFamily()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (IOException)
        {
            // No descriptor is free to look for its children: it alone is ended.
            _process.Kill();
        }
    }

    public override void Dispose()
    {
        Kill();
        _reference?.Dispose();
        _process.Dispose();
    }

    /// <summary>
    /// Where the host was started with SIGCHLD ignored, .NET leaves it so: the system collects the child and .NET never hears
    /// of its end. With SIGCHLD blocked nobody collects it.
    /// </summary>
    private void WaitForEnd()
    {
        try
        {
            bool isCollected = !ChildStatus.WaitUntilEnded(Id);
            if (!isCollected && _exited.Task.Wait(MomentToBeTold))
            {
                return;
            }

            ExitStatus status = isCollected ? ExitStatus.Unknown : ChildStatus.Reap(Id);
            if (status == ExitStatus.Unknown && _process.HasExited)
            {
                // .NET has collected it, and knows.
                status = Status(_process.ExitCode);
            }

            _exited.TrySetResult(status);
        }
        catch (InvalidOperationException)
        {
            // .NET had told the end before, and the process is disposed.
        }
    }

    private static ExitStatus Status(int code)
    {
        int signal = code - FirstSignalCode;
        return !OperatingSystem.IsWindows() && Signals.IsKnown(signal)
            ? new ExitStatus(code, Signals.Name(signal))
            : new ExitStatus(code, null);
    }
}
