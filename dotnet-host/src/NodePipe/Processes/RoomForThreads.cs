using NodePipe.Transport.Linux;

namespace NodePipe.Processes;

/// <summary>
/// Makes sure that .NET has the threads which it starts at their first use: one that looks at time-outs, and one of the pool.
/// Where the system gives no more, what waits for them would wait for ever, so they are to be there before a child is.
/// </summary>
internal static class RoomForThreads
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(5);

    private static volatile bool _isThere;

    /// <exception cref="OutOfMemoryException">The system gives no more threads, as .NET tells it.</exception>
    /// <exception cref="IOException">The same, where .NET does not tell it.</exception>
    public static void Prepare()
    {
        if (_isThere)
        {
            return;
        }

        using Timer timer = new(static _ => { }, null, LongestStart, Timeout.InfiniteTimeSpan);
        if (ThreadPool.ThreadCount == 0)
        {
            WaitForPool();
        }

        _isThere = true;
    }

    /// <summary>The pool has no thread, so nothing else can be in the way.</summary>
    private static void WaitForPool()
    {
        TaskCompletionSource ran = new();
        ThreadPool.UnsafeQueueUserWorkItem(static ran => ran.SetResult(), ran, preferLocal: false);
        if (!ran.Task.Wait(LongestStart))
        {
            throw LinuxIo.Failure("The system gives no thread to the thread pool", LinuxIo.TryAgain);
        }
    }
}
