using System.Collections.Concurrent;

namespace NodePipe.Rpc;

/// <summary>The other side's open calls.</summary>
internal sealed class IncomingCalls(int maxOpenCalls)
{
    private readonly ConcurrentDictionary<MessageId, IncomingCall> _open = new();

    private readonly Lock _lock = new();
    private int _openCount;
    private int _running;
    private TaskCompletionSource? _idle;

    public int Count => Volatile.Read(ref _openCount);

    /// <summary>Completes when no handler of a request runs and no answer is missing.</summary>
    public Task WhenIdle()
    {
        lock (_lock)
        {
            return _running == 0
                ? Task.CompletedTask
                : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Takes the call in, unless too many are open.</summary>
    public bool TryAdd(IncomingCall call)
    {
        if (call.Id is not MessageId id)
        {
            return true;
        }

        lock (_lock)
        {
            // Counted here: the dictionary's own Count takes every one of its locks.
            if (_openCount >= maxOpenCalls)
            {
                return false;
            }

            _openCount++;
            _running++;
        }

        // A peer that uses an id twice at once can cancel the later call only.
        _open[id] = call;
        return true;
    }

    public void Remove(IncomingCall call)
    {
        if (call.Id is MessageId id)
        {
            _open.TryRemove(KeyValuePair.Create(id, call));
            lock (_lock)
            {
                _openCount--;
            }
        }
    }

    /// <summary>The call that was removed is answered.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            _running--;
            if (_running == 0)
            {
                _idle?.TrySetResult();
                _idle = null;
            }
        }
    }

    public void Cancel(MessageId id)
    {
        if (_open.TryGetValue(id, out IncomingCall? call))
        {
            call.Cancel();
        }
    }

    public void CancelAll()
    {
        foreach (IncomingCall call in _open.Values)
        {
            call.Cancel();
        }
    }
}
