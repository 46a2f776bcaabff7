namespace NodePipe.Rpc;

/// <summary>The calls of this side that wait for their answers, by id.</summary>
internal sealed class PendingCalls(int maxOpenCalls)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, PendingCall> _calls = [];
    private long _lastId;
    private Exception? _closedBy;

    /// <summary>Whether exactly one waits; a guess, for it may change at any time.</summary>
    public bool HasOne => _calls.Count == 1;

    /// <summary>Gives the call an id and waits for its answer.</summary>
    /// <exception cref="InvalidOperationException">Too many are open.</exception>
    public void Add(PendingCall call)
    {
        lock (_lock)
        {
            if (_closedBy is not null)
            {
                throw _closedBy;
            }

            if (_calls.Count >= maxOpenCalls)
            {
                throw new InvalidOperationException(
                    $"{maxOpenCalls} calls are open already. Await some of them first, or raise MaxOpenCalls.");
            }

            call.Id = ++_lastId;
            _calls.Add(call.Id, call);
        }
    }

    public PendingCall? Find(long id)
    {
        lock (_lock)
        {
            return _calls.GetValueOrDefault(id);
        }
    }

    public PendingCall? Take(long id)
    {
        lock (_lock)
        {
            return _calls.Remove(id, out PendingCall? call) ? call : null;
        }
    }

    /// <summary>Ends every call, and every later one.</summary>
    public void FailAll(Exception error)
    {
        PendingCall[] calls;
        lock (_lock)
        {
            _closedBy ??= error;
            calls = [.. _calls.Values];
            _calls.Clear();
        }

        foreach (PendingCall call in calls)
        {
            call.Fail(error, isAfterReports: false);
        }
    }
}
