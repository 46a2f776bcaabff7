using System.Diagnostics;
using NodePipe.Peers.Peers;

namespace NodePipe.Peers.Works;

/// <summary>Many callers at once, each with one call after the other: <c>perSecond</c>, the calls of all of them.</summary>
internal static class Callers
{
    public static async Task MeasureAsync(PeerFactory factory, string names, int repetitions, int callers, int milliseconds)
    {
        await using PeerSet peers = await PeerSet.StartAsync(factory, names);
        await peers.MeasureAsync(
            repetitions,
            async peer => await RunAsync(peer, callers, 50),
            async peer => [("perSecond", await RunAsync(peer, callers, milliseconds))]);
    }

    private static async Task<double> RunAsync(IPeer peer, int callers, int milliseconds)
    {
        long begin = Stopwatch.GetTimestamp();
        int[] calls = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            int made = 0;
            while (Stopwatch.GetElapsedTime(begin).TotalMilliseconds < milliseconds)
            {
                await SmallCalls.AddAsync(peer, (caller * 1_000_000) + made++);
            }

            return made;
        })));
        return calls.Sum() / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
