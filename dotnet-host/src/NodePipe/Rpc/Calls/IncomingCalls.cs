using Microsoft.Extensions.Logging;
using NodePipe.Rpc.Messages;
using NodePipe.Rpc.Streams;

namespace NodePipe.Rpc.Calls;

/// <summary>The other side's calls that have come and have not ended: requests until they are answered, and notifications.</summary>
/// <param name="options">The most requests that may be open, which is also the most handlers of notifications that run at once.</param>
/// <param name="answers">How they are answered.</param>
/// <param name="streams">The streams of this side, which answers may hold.</param>
/// <param name="budget">By which those that wait are counted.</param>
internal sealed class IncomingCalls(RpcOptions options, Answers answers, OutgoingStreams streams, ByteBudget budget)
{
    private readonly Lock _lock = new();
    private readonly HashSet<IncomingCall> _open = [];
    private readonly Dictionary<MessageId, IncomingCall> _requests = [];
    private readonly Queue<IncomingCall> _waiting = new();
    private readonly LinkedList<IncomingCall> _notBegun = new();
    private int _openRequests;
    private int _unanswered;
    private int _runningNotifications;
    private bool _isClosed;
    private TaskCompletionSource? _idle;

    public Answers Answers => answers;

    public OutgoingStreams Streams => streams;

    public ByteBudget Budget => budget;

    public ILogger Logger => options.Logger;

    /// <summary>How many requests are open.</summary>
    public int Count => Volatile.Read(ref _openRequests);

    /// <summary>Completes when no handler of a request runs and no answer is missing.</summary>
    public Task WhenIdle()
    {
        lock (_lock)
        {
            return _unanswered == 0
                ? Task.CompletedTask
                : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Takes the call in, unless it is a request and too many are open.</summary>
    public bool TryAdd(IncomingCall call)
    {
        bool isClosed;
        lock (_lock)
        {
            if (call.Id is MessageId id)
            {
                if (_openRequests >= options.MaxOpenCalls)
                {
                    return false;
                }

                _openRequests++;
                _unanswered++;

                // A peer that uses an id twice at once can cancel the later call only.
                _requests[id] = call;
            }

            _open.Add(call);
            isClosed = _isClosed;
        }

        if (isClosed)
        {
            call.Cancel();
        }

        return true;
    }

    /// <summary>Starts a call that was taken in: a notification as soon as not too many of them run, in their order.</summary>
    /// <exception cref="NodeProtocolException">Too much waits.</exception>
    public void Start(IncomingCall call)
    {
        if (IsLimited(call))
        {
            lock (_lock)
            {
                if (_runningNotifications >= options.MaxOpenCalls)
                {
                    budget.Add(HeldKind.Notifications, call.HeldLength);
                    _waiting.Enqueue(call);
                    return;
                }

                _runningNotifications++;
            }
        }

        StartNow(call);
    }

    /// <summary>
    /// Begins a call for which no thread has been free, on this thread: one that waits for a call of this side does so where it
    /// has waited for long.
    /// </summary>
    /// <returns>Whether there was one.</returns>
    public bool TryBeginOne()
    {
        IncomingCall? call;
        lock (_lock)
        {
            call = _notBegun.First?.Value;
        }

        return call is not null && call.Begin();
    }

    /// <summary>The handler of the call runs.</summary>
    public void Begun(IncomingCall call)
    {
        lock (_lock)
        {
            if (call.Place is LinkedListNode<IncomingCall> place)
            {
                call.Place = null;
                _notBegun.Remove(place);
            }
        }
    }

    /// <summary>The handler of the call has ended.</summary>
    public void Remove(IncomingCall call)
    {
        IncomingCall? next = null;
        lock (_lock)
        {
            _open.Remove(call);
            if (call.Id is MessageId id)
            {
                _openRequests--;
                if (_requests.TryGetValue(id, out IncomingCall? last) && last == call)
                {
                    _requests.Remove(id);
                }
            }
            else if (IsLimited(call) && !_waiting.TryDequeue(out next))
            {
                _runningNotifications--;
            }
        }

        if (next is not null)
        {
            budget.Release(HeldKind.Notifications, next.HeldLength);
            StartNow(next);
        }
    }

    /// <summary>The answer to the call that was removed is written, or nothing is written any more.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            _unanswered--;
            if (_unanswered == 0)
            {
                _idle?.TrySetResult();
                _idle = null;
            }
        }
    }

    public void Cancel(MessageId id)
    {
        IncomingCall? call;
        lock (_lock)
        {
            call = _requests.GetValueOrDefault(id);
        }

        call?.Cancel();
    }

    /// <summary>Nobody is there any more: cancels every call, and every later one.</summary>
    public void CancelAll()
    {
        IncomingCall[] calls;
        lock (_lock)
        {
            _isClosed = true;
            calls = [.. _open];
        }

        foreach (IncomingCall call in calls)
        {
            call.Cancel();
        }
    }

    private void StartNow(IncomingCall call)
    {
        if (!call.IsInOrder)
        {
            lock (_lock)
            {
                call.Place = _notBegun.AddLast(call);
            }
        }

        call.Start();
    }

    /// <summary>What runs in the order of a call of this side, as its progress does, waits for that alone.</summary>
    private static bool IsLimited(IncomingCall call) => call is { Id: null, IsInOrder: false };
}
