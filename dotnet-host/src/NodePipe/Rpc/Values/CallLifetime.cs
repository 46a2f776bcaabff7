namespace NodePipe.Rpc.Values;

/// <summary>
/// How long what the arguments of a call carry lives, its streams and functions of this side: until the call is answered and
/// every stream in the answer has ended, or until it fails.
/// </summary>
internal sealed class CallLifetime(ILiveValues streams, List<long> streamNumbers, ILiveValues functions, List<long> functionNumbers)
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
        foreach (long stream in streamNumbers)
        {
            streams.Release(stream);
        }

        foreach (long function in functionNumbers)
        {
            functions.Release(function);
        }
    }
}
