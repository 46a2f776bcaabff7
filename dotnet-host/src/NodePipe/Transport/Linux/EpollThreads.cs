using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace NodePipe.Transport.Linux;

/// <summary>
/// A few threads that wait for all pipes together. The one that the kernel wakes reads, and then runs what the bytes
/// have set free itself, which saves a turn of the thread pool; another one is waiting for the next bytes meanwhile, so
/// users' code that blocks never stops the reading.
/// </summary>
internal static class EpollThreads
{
    private const int MaxThreads = 4;
    private const int Forever = -1;

    private static readonly int Epoll = Create();
    private static readonly ConcurrentDictionary<int, EpollSource> Sources = new();
    private static int _threads;
    private static int _waiting;
    private static int _lastKey;

    /// <summary>
    /// Watches a pipe. Its source is told when bytes come into the empty pipe, so it must read until the pipe is empty, or
    /// ask for another look. Several threads may tell it at once.
    /// </summary>
    /// <param name="source">Who is told.</param>
    /// <param name="descriptor">The end of the pipe that is read.</param>
    /// <param name="key">The name of the pipe here; set before the first event can come.</param>
    public static unsafe void Watch(EpollSource source, int descriptor, out int key)
    {
        key = Interlocked.Increment(ref _lastKey);
        Sources[key] = source;
        EpollEvent change = EpollEvent.Create(LinuxIo.Readable | LinuxIo.EdgeTriggered, key);
        if (LinuxIo.EpollControl(Epoll, LinuxIo.Add, descriptor, &change) != 0)
        {
            Sources.TryRemove(key, out _);
            throw LinuxIo.Failure("epoll_ctl");
        }

        EnsureWaiting();
    }

    /// <summary>Tells the source again if there are bytes in the pipe.</summary>
    public static unsafe void LookAgain(int key, int descriptor)
    {
        EpollEvent change = EpollEvent.Create(LinuxIo.Readable | LinuxIo.EdgeTriggered, key);
        _ = LinuxIo.EpollControl(Epoll, LinuxIo.Modify, descriptor, &change);
    }

    public static unsafe void Forget(int key, int descriptor)
    {
        Sources.TryRemove(key, out _);
        EpollEvent change = default;
        _ = LinuxIo.EpollControl(Epoll, LinuxIo.Delete, descriptor, &change);
    }

    private static int Create()
    {
        int epoll = LinuxIo.EpollCreate(LinuxIo.CloseOnExec);
        return epoll >= 0 ? epoll : throw LinuxIo.Failure("epoll_create1");
    }

    /// <summary>Whether some thread waits for the next bytes; starts one where none does and there may be more.</summary>
    private static bool EnsureWaiting()
    {
        if (Volatile.Read(ref _waiting) > 0)
        {
            return true;
        }

        if (Interlocked.Increment(ref _threads) > MaxThreads)
        {
            Interlocked.Decrement(ref _threads);
            return false;
        }

        new Thread(Run) { IsBackground = true, Name = "reads pipes" }.Start();
        return true;
    }

    private static unsafe void Run()
    {
        EpollEvent happened;
        while (true)
        {
            Interlocked.Increment(ref _waiting);
            int count = LinuxIo.EpollWait(Epoll, &happened, 1, Forever);
            Interlocked.Decrement(ref _waiting);
            if (count > 0 && Sources.TryGetValue(happened.Data, out EpollSource? source) && source.Read(happened.IsHangUp))
            {
                source.Release(isThreadSpare: EnsureWaiting());
            }
            else if (count < 0 && Marshal.GetLastPInvokeError() != LinuxIo.Interrupted)
            {
                throw LinuxIo.Failure("epoll_wait");
            }
        }
    }
}
