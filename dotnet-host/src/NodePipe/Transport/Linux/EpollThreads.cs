using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace NodePipe.Transport.Linux;

/// <summary>
/// A few threads that wait for all pipes together. The one that the kernel wakes reads or writes, and then runs what the
/// bytes have set free itself, which saves a turn of the thread pool; another one is waiting for the next pipe meanwhile, so
/// users' code that blocks never stops the others.
/// </summary>
internal static class EpollThreads
{
    /// <summary>
    /// Whenever bytes come into the empty pipe. Who is told must read until the pipe is empty, or ask for another look.
    /// </summary>
    public const uint NewBytes = LinuxIo.Readable | LinuxIo.EdgeTriggered;

    /// <summary>As soon as there is room in the pipe, and not again until asked for another look.</summary>
    public const uint RoomOnce = LinuxIo.Writable | LinuxIo.OneShot;

    /// <summary>When nobody holds the other end any more, which is told whatever is asked for.</summary>
    public const uint HangUpOnly = LinuxIo.EdgeTriggered;

    private const int MaxThreads = 4;

    private static readonly int Epoll = Create();
    private static readonly ConcurrentDictionary<int, IPipeWatcher> Watchers = new();
    private static int _threads;
    private static int _waiting;
    private static int _lastKey;

    /// <summary>Watches a pipe.</summary>
    /// <param name="watcher">Who is told. Several threads may tell it at once.</param>
    /// <param name="descriptor">The host's end of the pipe.</param>
    /// <param name="events">Of what it is told: <see cref="NewBytes"/>, <see cref="RoomOnce"/> or <see cref="HangUpOnly"/>.</param>
    /// <param name="key">The name of the pipe here; set before the first event can come.</param>
    /// <exception cref="IOException">The system has no more room for it, or for a thread.</exception>
    public static unsafe void Watch(IPipeWatcher watcher, int descriptor, uint events, out int key)
    {
        key = Interlocked.Increment(ref _lastKey);
        Watchers[key] = watcher;
        EpollEvent change = EpollEvent.Create(events, key);
        if (LinuxIo.EpollControl(Epoll, LinuxIo.Add, descriptor, &change) != 0)
        {
            Watchers.TryRemove(key, out _);
            throw LinuxIo.Failure("epoll_ctl");
        }

        if (!EnsureWaiting() && Volatile.Read(ref _threads) == 0)
        {
            Forget(key, descriptor);
            throw new IOException("The system gives no thread to wait for pipes.");
        }
    }

    /// <summary>Tells the watcher again, at once if the pipe is ready now.</summary>
    public static unsafe void LookAgain(int key, int descriptor, uint events)
    {
        EpollEvent change = EpollEvent.Create(events, key);
        _ = LinuxIo.EpollControl(Epoll, LinuxIo.Modify, descriptor, &change);
    }

    public static unsafe void Forget(int key, int descriptor)
    {
        Watchers.TryRemove(key, out _);
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

        try
        {
            // Without the context of whoever comes first: the thread serves everybody.
            new Thread(Run) { IsBackground = true, Name = "waits for pipes" }.UnsafeStart();
            return true;
        }
        catch (OutOfMemoryException)
        {
            // What .NET says where the system gives no more threads.
            Interlocked.Decrement(ref _threads);
            return false;
        }
    }

    private static unsafe void Run()
    {
        EpollEvent happened;
        bool mayComeSoon = false;
        while (true)
        {
            Interlocked.Increment(ref _waiting);
            int count = BusyWait.Wait(Epoll, &happened, mayComeSoon);
            Interlocked.Decrement(ref _waiting);
            mayComeSoon = false;
            if (count > 0 && Watchers.TryGetValue(happened.Data, out IPipeWatcher? watcher) && watcher.React(happened.IsHangUp))
            {
                mayComeSoon = watcher.Release(isThreadSpare: EnsureWaiting());
            }
            else if (count < 0 && Marshal.GetLastPInvokeError() != LinuxIo.Interrupted)
            {
                throw LinuxIo.Failure("epoll_wait");
            }
        }
    }
}
