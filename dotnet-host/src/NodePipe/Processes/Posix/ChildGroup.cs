namespace NodePipe.Processes.Posix;

/// <summary>
/// A child, the group that it leads, and the watchdog in it. Their number is their own until the child is collected, and not
/// a moment longer: nothing is sent to it afterwards.
/// </summary>
internal sealed class ChildGroup(int id)
{
    private readonly Lock _lock = new();
    private Watchdog? _watchdog;
    private bool _isCollected;

    /// <summary>The child's id, and its group's.</summary>
    public int Id => id;

    public void Terminate() => Signal(id, Signals.Terminate);

    public void Kill() => Signal(-id, Signals.Kill);

    /// <summary>Puts a watchdog into the group, in the place of one that has died.</summary>
    /// <returns>0, or the error's number, and then the watchdog is none.</returns>
    public int Guard(Watchdog watchdog)
    {
        Watchdog? before;
        lock (_lock)
        {
            int error = _isCollected ? Libc.NoSuchProcess : watchdog.Join(id);
            if (error != 0)
            {
                return error;
            }

            before = _watchdog;
            _watchdog = watchdog;
        }

        before?.Dispose();
        return 0;
    }

    /// <summary>Whether nobody is left in the group, not even a child that was not collected.</summary>
    public bool IsGone() => Libc.Kill(-id, 0) != 0;

    /// <summary>Waits for the child's end, ends what is left of its group, and collects them.</summary>
    public ExitStatus WaitForEnd()
    {
        bool isOurs = ChildStatus.WaitUntilEnded(id);
        ExitStatus status;
        Watchdog? watchdog;
        lock (_lock)
        {
            // A child that is not collected yet keeps the group's number its own. Where somebody else has collected it, the
            // watchdog does, as long as it is there.
            if (isOurs || _watchdog?.IsInGroup == true)
            {
                _ = Libc.Kill(-id, Signals.Kill);
            }

            status = isOurs ? ChildStatus.Reap(id) : ExitStatus.Unknown;
            _isCollected = true;
            watchdog = _watchdog;
        }

        watchdog?.Dispose();
        return status;
    }

    private void Signal(int target, int signal)
    {
        lock (_lock)
        {
            if (!_isCollected)
            {
                _ = Libc.Kill(target, signal);
            }
        }
    }
}
