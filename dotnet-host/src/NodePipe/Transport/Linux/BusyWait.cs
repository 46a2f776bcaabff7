using System.Diagnostics;

namespace NodePipe.Transport.Linux;

/// <summary>
/// How a thread waits for an event that is likely to come at once: it asks again and again for a moment before it sleeps,
/// because on an idle core it takes far longer to wake up than a small call takes. One thread does so at a time: two would
/// take the core from the other side. Where it is in vain again and again, it sleeps at once for more and more of the times,
/// so that slow answers cost next to nothing.
/// </summary>
internal static class BusyWait
{
    private const int Forever = -1;
    private const int MostSkipped = 64;

    // About what it costs to sleep and be woken: so the wait costs twice as much at worst as it could have.
    private static readonly long Moment = Stopwatch.Frequency / 1_000_000 * 50;

    // On a single core the other side could not get on meanwhile.
    private static readonly bool IsWorthwhile = Environment.ProcessorCount > 1;

    private static int _isAsking;
    private static long _end;
    private static int _inVain;
    private static int _skipped;

    /// <summary>Waits until something happens.</summary>
    /// <param name="epoll">Where to wait.</param>
    /// <param name="happened">What happened.</param>
    /// <param name="mayComeSoon">Whether to ask at all, before it sleeps.</param>
    /// <returns>How many events there are; negative for an error.</returns>
    public static unsafe int Wait(int epoll, EpollEvent* happened, bool mayComeSoon)
    {
        int count = 0;
        if (mayComeSoon && IsWorthwhile)
        {
            // A thread that asks already goes on for as long.
            Volatile.Write(ref _end, Stopwatch.GetTimestamp() + Moment);
            if (Interlocked.Exchange(ref _isAsking, 1) == 0)
            {
                count = AskUnlessInVain(epoll, happened);
                Volatile.Write(ref _isAsking, 0);
            }
        }

        return count != 0 ? count : LinuxIo.EpollWait(epoll, happened, 1, Forever);
    }

    private static unsafe int AskUnlessInVain(int epoll, EpollEvent* happened)
    {
        if (_skipped++ < Math.Min((long)_inVain * _inVain / 16, MostSkipped))
        {
            return 0;
        }

        _skipped = 0;
        int count;
        do
        {
            count = LinuxIo.EpollWait(epoll, happened, 1, 0);
        }
        while (count == 0 && Stopwatch.GetTimestamp() < Volatile.Read(ref _end));

        _inVain = count != 0 ? 0 : _inVain + 1;
        return count;
    }
}
