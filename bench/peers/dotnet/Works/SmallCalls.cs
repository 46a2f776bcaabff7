using System.Diagnostics;
using NodePipe.Peers.Peers;

namespace NodePipe.Peers.Works;

/// <summary>
/// Calls with two integers, one after the other: <c>p50</c> and <c>p99</c> in microseconds, and what the host allocates for
/// one (<c>bytes</c>).
/// </summary>
internal static class SmallCalls
{
    public static async Task MeasureAsync(PeerFactory factory, string names, int repetitions, int rounds)
    {
        await using PeerSet peers = await PeerSet.StartAsync(factory, names);
        await peers.MeasureAsync(repetitions, peer => AddAsync(peer, 1), peer => MeasureAsync(peer, rounds));
    }

    /// <summary>One call, with its answer checked.</summary>
    public static async Task AddAsync(IPeer peer, int round)
    {
        int sum = await peer.AddAsync(round, 3);
        if (sum != round + 3)
        {
            throw new BenchException($"{round} + 3 is not {sum}.");
        }
    }

    private static async Task<(string Name, object Value)[]> MeasureAsync(IPeer peer, int rounds)
    {
        Samples samples = new(rounds);
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        for (int round = 0; round < rounds; round++)
        {
            long begin = Stopwatch.GetTimestamp();
            await AddAsync(peer, round);
            samples.AddSince(begin);
        }

        double bytes = (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / rounds;
        return [.. samples.Summarize(), ("bytes", bytes)];
    }
}
