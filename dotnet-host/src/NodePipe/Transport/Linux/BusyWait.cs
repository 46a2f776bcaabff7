using System.Diagnostics;

namespace NodePipe.Transport.Linux;

/// <summary>
/// How a thread waits for an event that is likely to come at once: it asks again and again for a moment before it sleeps, because
/// on an idle core it takes far longer to wake up than a small call takes. Where that is in vain again and again, it sleeps
/// at once for more and more of the times, so that slow answers cost next to nothing.
/// </summary>
internal struct BusyWait
{
    private const int Forever = -1;
    private const int MostSkipped = 64;

    // About what it costs to sleep and be woken: so the wait costs twice as much at worst as it could have.
    private static readonly long Moment = Stopwatch.Frequency / 1_000_000 * 50;

    // On a single core the other side could not get on meanwhile.
    private static readonly bool IsWorthwhile = Environment.ProcessorCount > 1;

    private int _inVain;
    private int _toSkip;
    private int _skipped;

    /// <summary>Waits until something happens.</summary>
    /// <returns>How many events there are; negative for an error.</returns>
    public unsafe int Wait(int epoll, EpollEvent* happened)
    {
        int count = 0;
        if (IsWorthwhile && _skipped++ >= _toSkip)
        {
            count = Ask(epoll, happened);
            _skipped = 0;
            _inVain = count != 0 ? 0 : _inVain + 1;
            _toSkip = (int)Math.Min((long)_inVain * _inVain / 16, MostSkipped);
        }

        return count != 0 ? count : LinuxIo.EpollWait(epoll, happened, 1, Forever);
    }

    private static unsafe int Ask(int epoll, EpollEvent* happened)
    {
        long end = Stopwatch.GetTimestamp() + Moment;
        int count;
        do
        {
            count = LinuxIo.EpollWait(epoll, happened, 1, 0);
        }
        while (count == 0 && Stopwatch.GetTimestamp() < end);

        return count;
    }
}
