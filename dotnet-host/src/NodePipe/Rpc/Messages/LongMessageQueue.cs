namespace NodePipe.Rpc.Messages;

/// <summary>
/// The messages with long values that may not begin yet: those that have begun and not ended are together no more than the
/// other side takes in one message, so that what it holds of them never grows beyond that. Used under the outbox's lock.
/// </summary>
internal sealed class LongMessageQueue(Peer peer)
{
    private readonly Queue<Posted> _waiting = new();
    private long _underWay;

    /// <summary>Whether a message may begin now, which then counts; one without long values always may.</summary>
    public bool TryBeginLocked(IMessageContinuation? continuation)
    {
        if (continuation is null)
        {
            return true;
        }

        if (_waiting.Count > 0 || !HasRoom(continuation.HeldLength))
        {
            return false;
        }

        _underWay += continuation.HeldLength;
        return true;
    }

    /// <summary>Takes one in that may not begin yet.</summary>
    public void EnqueueLocked(Posted posted) => _waiting.Enqueue(posted);

    /// <summary>One that had begun is at its end: those that may begin now go to the queue.</summary>
    public void EndLocked(IMessageContinuation? ended, Queue<Posted> queue)
    {
        if (ended is null)
        {
            return;
        }

        _underWay -= ended.HeldLength;
        while (_waiting.TryPeek(out Posted next))
        {
            long length = next.Message.Continuation!.HeldLength;
            if (!next.IsWithdrawn && !HasRoom(length))
            {
                return;
            }

            _waiting.Dequeue();
            if (next.IsWithdrawn)
            {
                MessagePool.Return(next.Message);
                continue;
            }

            _underWay += length;
            queue.Enqueue(next);
        }
    }

    /// <summary>One alone may always go: it has a limit of its own.</summary>
    private bool HasRoom(long length) => _underWay == 0 || length <= peer.MaxMessageLength - _underWay;
}
