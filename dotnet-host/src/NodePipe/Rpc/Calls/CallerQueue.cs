namespace NodePipe.Rpc.Calls;

/// <summary>
/// The same for a call whose caller blocks: its thread runs the work while it waits. With every thread of the pool waiting
/// for such a call there would be none left to run what they wait for.
/// </summary>
#pragma warning disable CA1001 // A semaphore without a wait handle holds nothing to dispose of.
internal sealed class CallerQueue : BackgroundWork
#pragma warning restore CA1001
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _due = new(0);
    private bool _isLeft;

    /// <summary>Runs what is there, or waits for it so long at most.</summary>
    /// <returns>Whether there was something.</returns>
    public bool RunOrWait(TimeSpan longest)
    {
        if (!_due.Wait(longest))
        {
            return false;
        }

        RunAsync().GetAwaiter().GetResult();
        return true;
    }

    /// <summary>The caller waits no longer: the pool runs what is left, and what comes.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _isLeft = true;
        }

        if (_due.Wait(TimeSpan.Zero))
        {
            base.Schedule();
        }
    }

    protected override void Schedule()
    {
        lock (_lock)
        {
            if (!_isLeft)
            {
                _due.Release();
                return;
            }
        }

        base.Schedule();
    }
}
