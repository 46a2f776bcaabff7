using System.IO.Pipes;
using NodePipe.Transport.Linux;

namespace NodePipe.Processes.Posix;

/// <summary>
/// A shell in the child's group that reads a pipe whose other end only the host holds. When the host is gone, by any
/// means, the shell sees end of file and kills the group, a child in a busy loop and all its own children included.
/// </summary>
internal sealed class Watchdog : IPipeWatcher, IDisposable
{
    /// <summary>The shell.</summary>
    public const string Shell = "/bin/sh";

    private const int WriteOnly = 1;

    // What is sent to the whole group must not take the watchdog away before its time.
    private const string Script = "trap '' HUP INT QUIT TERM USR1 USR2 ALRM; read _; kill -9 0";

    private readonly AnonymousPipeServerStream _lifeline;
    private readonly int _descriptor;
    private readonly int _key;
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _group;
    private int _pid;
    private int _isDisposed;

    private Watchdog(AnonymousPipeServerStream lifeline)
    {
        _lifeline = lifeline;
        _descriptor = (int)lifeline.SafePipeHandle.DangerousGetHandle();

        // The shell alone reads the lifeline, so an error there (nobody reads it any more, which is always told) is its death.
        EpollThreads.Watch(this, _descriptor, LinuxIo.OneShot, out _key);
    }

    /// <summary>Whether there is a shell that can be run.</summary>
    public static bool IsAvailable { get; } =
        File.Exists(Shell) && Libc.AccessAt(Libc.CurrentDirectory, Shell, Libc.MayExecute, Libc.AsEffectiveUser) == 0;

    /// <summary>Completes when the shell has gone, whatever has ended it.</summary>
    public Task Died => _died.Task;

    /// <summary>Whether the shell is there, so that the group's number can be nobody else's.</summary>
    public bool IsInGroup => _pid != 0 && Libc.GetProcessGroup(_pid) == _group;

    /// <summary>Makes all that a watchdog needs but the shell itself.</summary>
    /// <exception cref="IOException">The system has no room for it.</exception>
    public static Watchdog Prepare()
    {
        AnonymousPipeServerStream lifeline = new(PipeDirection.Out);
        try
        {
            return new Watchdog(lifeline);
        }
        catch
        {
            lifeline.DisposeLocalCopyOfClientHandle();
            lifeline.Dispose();
            throw;
        }
    }

    /// <summary>Starts the shell in a group. Once.</summary>
    /// <returns>0, or the error's number.</returns>
    public int Join(int group)
    {
        using SpawnPlan plan = new SpawnPlan().JoinGroup(group)
            .Pass(_lifeline.ClientSafePipeHandle, 0).OpenNull(1, WriteOnly).OpenNull(2, WriteOnly);
        int error = plan.Start(Shell, ["-c", Script], [], out int pid);
        if (error == 0)
        {
            _group = group;
            _pid = pid;
            _lifeline.DisposeLocalCopyOfClientHandle();
        }

        return error;
    }

    bool IPipeWatcher.React(bool isHangUp)
    {
        _died.TrySetResult();
        return false;
    }

    void IPipeWatcher.GiveUp(Exception error) => _died.TrySetResult();

    /// <summary>Ends and collects the shell, if there is one.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        EpollThreads.Forget(_key, _descriptor);
        if (IsInGroup)
        {
            _ = Libc.Kill(_pid, Signals.Kill);
        }

        if (_pid != 0)
        {
            _ = ChildStatus.Reap(_pid);
        }

        // Reading ClientSafePipeHandle keeps Dispose from closing it.
        _lifeline.DisposeLocalCopyOfClientHandle();
        _lifeline.Dispose();
    }
}
