using System.Diagnostics;
using NodePipe.Peers.Peers;

namespace NodePipe.Peers.Works;

/// <summary>The peers of one measurement, all of them running, so that they can take turns.</summary>
internal sealed class PeerSet(TimeSpan warmUp, Floor floor) : IAsyncDisposable
{
    private readonly List<(string Name, IPeer Peer)> _peers = [];

    /// <param name="factory">Starts them.</param>
    /// <param name="names">Comma-separated, in the order of their turns.</param>
    public static async Task<PeerSet> StartAsync(PeerFactory factory, string names)
    {
        PeerSet set = new(factory.WarmUp, factory.Floor);
        try
        {
            foreach (string name in names.Split(','))
            {
                set._peers.Add((name, await factory.StartAsync(name)));
            }

            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has each peer warm up, and then measures them and the floor in turn, again and again.</summary>
    /// <param name="repetitions">How many turns each peer gets.</param>
    /// <param name="prepare">Is called again and again to warm up: both compilers optimise after a while, not after a count.</param>
    /// <param name="measure">One turn; what it returns is a result.</param>
    public async Task MeasureAsync(
        int repetitions, Func<IPeer, Task> prepare, Func<IPeer, Task<(string Name, object Value)[]>> measure)
    {
        foreach ((_, IPeer peer) in _peers)
        {
            long begin = Stopwatch.GetTimestamp();
            do
            {
                await prepare(peer);
            }
            while (Stopwatch.GetElapsedTime(begin) < warmUp);
        }

        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            foreach ((string name, IPeer peer) in _peers)
            {
                // What the turn before left behind is not this one's cost.
                GC.Collect();
                await Results.WriteAsync([("peer", name), .. await measure(peer)]);
            }

            await floor.MeasureAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((_, IPeer peer) in _peers)
        {
            await peer.DisposeAsync();
        }
    }
}
