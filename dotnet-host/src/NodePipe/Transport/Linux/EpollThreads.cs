using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using NodePipe.Errors;

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
    private const int None = -1;

    private static readonly Lock Creating = new();
    private static readonly ConcurrentDictionary<int, IPipeWatcher> Watchers = new();
    private static int _epoll = None;
    private static int _threads;
    private static int _waiting;
    private static int _lastKey;

    /// <summary>
    /// Makes what every pipe needs, before something is begun that could not be taken back. Where the system has no room for
    /// it, that is told, and a later try may succeed.
    /// </summary>
    /// <exception cref="IOException">The system has no more room for it, or for a thread.</exception>
    public static void Prepare()
    {
        if (Volatile.Read(ref _epoll) == None)
        {
            Create();
        }

        if (!EnsureWaiting() && Volatile.Read(ref _threads) == 0)
        {
            throw LinuxIo.Failure("The system gives no thread to wait for pipes", LinuxIo.TryAgain);
        }
    }

    /// <summary>Watches a pipe.</summary>
    /// <param name="watcher">Who is told. Several threads may tell it at once.</param>
    /// <param name="descriptor">The host's end of the pipe.</param>
    /// <param name="events">Of what it is told: <see cref="NewBytes"/>, <see cref="RoomOnce"/> or <see cref="HangUpOnly"/>.</param>
    /// <param name="key">The name of the pipe here; set before the first event can come.</param>
    /// <exception cref="IOException">The system has no more room for it, or for a thread.</exception>
    public static unsafe void Watch(IPipeWatcher watcher, int descriptor, uint events, out int key)
    {
        Prepare();
        key = Interlocked.Increment(ref _lastKey);
        Watchers[key] = watcher;
        EpollEvent change = EpollEvent.Create(events, key);
        if (LinuxIo.EpollControl(_epoll, LinuxIo.Add, descriptor, &change) != 0)
        {
            Watchers.TryRemove(key, out _);
            throw LinuxIo.Failure("epoll_ctl");
        }
    }

    /// <summary>Tells the watcher again, at once if the pipe is ready now.</summary>
    public static unsafe void LookAgain(int key, int descriptor, uint events)
    {
        EpollEvent change = EpollEvent.Create(events, key);
        _ = LinuxIo.EpollControl(_epoll, LinuxIo.Modify, descriptor, &change);
    }

    public static unsafe void Forget(int key, int descriptor)
    {
        Watchers.TryRemove(key, out _);
        EpollEvent change = default;
        _ = LinuxIo.EpollControl(_epoll, LinuxIo.Delete, descriptor, &change);
    }

    /// <summary>Not at the type's first use: a type whose first use fails is of no use any more.</summary>
    private static void Create()
    {
        lock (Creating)
        {
            if (_epoll != None)
            {
                return;
            }

            int epoll = LinuxIo.EpollCreate(LinuxIo.CloseOnExec);
            Volatile.Write(ref _epoll, epoll >= 0 ? epoll : throw LinuxIo.Failure("epoll_create1"));
        }
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
            int count = BusyWait.Wait(_epoll, &happened, mayComeSoon);
            Interlocked.Decrement(ref _waiting);
            mayComeSoon = count > 0 && Watchers.TryGetValue(happened.Data, out IPipeWatcher? watcher) && Tell(watcher, happened.IsHangUp);
            if (count < 0 && Marshal.GetLastPInvokeError() != LinuxIo.Interrupted)
            {
                throw LinuxIo.Failure("epoll_wait");
            }
        }
    }

    /// <summary>Tells a watcher; where that fails, its pipe alone is given up: this thread serves everybody.</summary>
    private static bool Tell(IPipeWatcher watcher, bool isHangUp)
    {
        try
        {
            return watcher.React(isHangUp) && watcher.Release(isThreadSpare: EnsureWaiting());
        }
#pragma warning disable CA1031 // Whatever it is, such as code that cannot be loaded because no descriptor is free: it must not end the host.
        catch (Exception error)
#pragma warning restore CA1031
        {
            GiveUp(watcher, error);
            return false;
        }
    }

    // Apart from the above, where what it captures would be allocated for each event.
    private static void GiveUp(IPipeWatcher watcher, Exception error) => Quietly.Run(() => watcher.GiveUp(error));
}
