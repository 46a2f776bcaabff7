using Microsoft.Extensions.Logging;
using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc.Calls;

/// <summary>The calls of this side that wait for their answers, by id.</summary>
/// <param name="options">How many may wait, the clock and the log.</param>
/// <param name="outbox">Where their requests are.</param>
/// <param name="peer">Who is to answer.</param>
/// <param name="ending">What is known of the connection's end.</param>
/// <param name="incoming">The other side's calls, which a caller that blocks begins where nobody else can.</param>
/// <param name="budget">By which progress that waits is counted.</param>
internal sealed class PendingCalls(RpcOptions options, Outbox outbox, Peer peer, ConnectionEnding ending, IncomingCalls incoming, ByteBudget budget)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, PendingCall> _calls = [];
    private long _lastId;
    private Exception? _closedBy;

    public TimeProvider Clock => options.TimeProvider;

    public ILogger Logger => options.Logger;

    public ConnectionEnding Ending => ending;

    public ByteBudget Budget => budget;

    /// <summary>Those that have their answer, and whose callers go on when the bytes that have come are read.</summary>
    public CompletedCalls Completed { get; } = new();

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

            if (_calls.Count >= options.MaxOpenCalls)
            {
                throw new InvalidOperationException(
                    $"{options.MaxOpenCalls} calls are open already. Await some of them first, or raise MaxOpenCalls.");
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

    /// <summary>The caller no longer waits: takes the request back, or tells the other side, if it can understand that.</summary>
    public void Abandon(PendingCall call)
    {
        bool isSent = !outbox.TryWithdraw(call);
        if (Take(call.Id) is not null && isSent && peer.Can(PeerFeatures.Cancel))
        {
            outbox.Post(OwnMessage.CancelRequest(call.Id));
        }
    }

    /// <summary>Begins a call of the other side for which no thread has been free, if there is one.</summary>
    public void TryBeginIncoming() => incoming.TryBeginOne();

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
