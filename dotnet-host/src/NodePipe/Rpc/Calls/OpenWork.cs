using NodePipe.Rpc.Streams;

namespace NodePipe.Rpc.Calls;

/// <summary>All that is open on a connection, to be ended together.</summary>
internal sealed class OpenWork(
    PendingCalls pendingCalls, IncomingCalls incomingCalls, IncomingStreams incomingStreams, OutgoingStreams outgoingStreams)
{
    /// <summary>Completes when no handler of a request runs and no answer is unwritten.</summary>
    public Task WhenAnswered() => incomingCalls.WhenIdle();

    /// <summary>What waits for the other side to say something ends for this reason, now and later.</summary>
    public void FailWaiting(Exception reason)
    {
        pendingCalls.FailAll(reason);
        incomingStreams.FailAll(reason);
    }

    /// <summary>Nobody reads this side's streams any more.</summary>
    public void CancelSources() => outgoingStreams.CancelAll();

    /// <summary>Everything ends for this reason, and everything that is still to come.</summary>
    public void EndAll(Exception reason)
    {
        FailWaiting(reason);
        incomingCalls.CancelAll();
        CancelSources();
    }
}
