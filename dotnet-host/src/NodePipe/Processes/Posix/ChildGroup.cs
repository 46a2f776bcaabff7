namespace NodePipe.Processes.Posix;

/// <summary>
/// A child, the group that it leads, and the watchdog in it. Their number is their own until the child is collected, and not
/// a moment longer: nothing is sent to it afterwards.
/// </summary>
internal sealed class ChildGroup(int id)
{
    private readonly Lock _lock = new();
    private Watchdog? _watchdog;
    private EscapedFamily? _family;
    private bool _isCollected;

    /// <summary>The child's id, and its group's.</summary>
    public int Id => id;

    public void Terminate()
    {
        lock (_lock)
        {
            SignalLocked(id, Signals.Terminate);
        }
    }

    /// <summary>Ends the child, its group, and what of its family has left the group.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            if (_isCollected)
            {
                return;
            }

            using EscapedFamily family = EscapedFamily.Of(id);
            SignalLocked(-id, Signals.Kill);
            family.Kill();
        }
    }

    /// <summary>
    /// Takes note of what has left the group, to end it with the child: once the child has ended by itself nothing tells whose
    /// it was.
    /// </summary>
    public void NoteFamily()
    {
        lock (_lock)
        {
            if (!_isCollected)
            {
                _family?.Dispose();
                _family = EscapedFamily.Of(id);
            }
        }
    }

    /// <summary>Puts a watchdog into the group, in the place of one that has died.</summary>
    /// <returns>0, or the error's number, and then the watchdog is none.</returns>
    public int Guard(Watchdog watchdog)
    {
        lock (_lock)
        {
            int error = _isCollected ? Libc.NoSuchProcess : watchdog.Join(id);
            if (error != 0)
            {
                return error;
            }

            _watchdog?.Dispose();
            _watchdog = watchdog;
            return 0;
        }
    }

    /// <summary>Whether nobody is left in the group, not even a child that was not collected.</summary>
    public bool IsGone() => Libc.Kill(-id, 0) != 0;

    /// <summary>Waits for the child's end, ends what is left of its group and is known of its family, and collects them.</summary>
    public ExitStatus WaitForEnd()
    {
        bool isOurs = ChildStatus.WaitUntilEnded(id);
        lock (_lock)
        {
            // A child that is not collected yet keeps the group's number its own. Where somebody else has collected it, the
            // watchdog does, as long as it is there.
            if (isOurs || _watchdog?.IsInGroup == true)
            {
                _ = Libc.Kill(-id, Signals.Kill);
            }

            _family?.Kill();
            _family?.Dispose();
            _watchdog?.Dispose();
            _isCollected = true;
            return isOurs ? ChildStatus.ReapGroup(id) : ExitStatus.Unknown;
        }
    }

    private void SignalLocked(int target, int signal)
    {
        if (!_isCollected)
        {
            _ = Libc.Kill(target, signal);
        }
    }
}
