namespace NodePipe.Rpc;

/// <summary>
/// What the arguments of a call carry besides data: streams and callbacks of this side. They live until the call is
/// answered and every stream in the answer has ended, or until it fails.
/// </summary>
internal sealed class CallScope(RpcConnection connection, List<long> streams, List<long> callbacks)
{
    private int _holds = 1;

    /// <summary>A stream in the answer keeps the arguments alive.</summary>
    public void Hold() => Interlocked.Increment(ref _holds);

    /// <summary>The answer, or a stream in it, has ended.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holds) == 0)
        {
            ReleaseAll();
        }
    }

    /// <summary>The call failed: nobody will use them any more.</summary>
    public void ReleaseAll()
    {
        foreach (long stream in streams)
        {
            connection.OutgoingStreams.Cancel(stream);
        }

        foreach (long callback in callbacks)
        {
            connection.Callbacks.Remove(callback);
        }
    }
}
