namespace NodePipe.Rpc.Calls;

/// <summary>Calls that have their answer, gathered while a batch of bytes is read: their callers go on when it is done.</summary>
internal sealed class CompletedCalls
{
    private readonly Lock _lock = new();
    private List<PendingCall> _calls = [];
    private List<PendingCall> _spare = [];

    public void Add(PendingCall call)
    {
        lock (_lock)
        {
            _calls.Add(call);
        }
    }

    /// <summary>Lets them go on.</summary>
    /// <param name="isThreadSpare">Whether one of them may go on here, on this thread.</param>
    /// <returns>Whether one has.</returns>
    public bool Release(bool isThreadSpare)
    {
        List<PendingCall> calls;
        lock (_lock)
        {
            calls = _calls;
            _calls = _spare;
            _spare = [];
        }

        // One caller goes on here, at once. With more of them the first could keep the others waiting.
        bool isInline = isThreadSpare && calls.Count == 1;
        foreach (PendingCall call in calls)
        {
            call.GoOn(isInline);
        }

        calls.Clear();
        lock (_lock)
        {
            _spare = calls;
        }

        return isInline;
    }
}
