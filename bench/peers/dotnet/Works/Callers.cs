using NodePipe.Peers.Peers;

namespace NodePipe.Peers.Works;

/// <summary>Many callers at once, each with one call after the other: <c>perSecond</c>, the calls of all of them.</summary>
internal static class Callers
{
    private const int WarmUpMilliseconds = 50;

    public static async Task MeasureAsync(PeerFactory factory, string names, int repetitions, int callers, int milliseconds)
    {
        await using PeerSet peers = await PeerSet.StartAsync(factory, names);
        await peers.MeasureAsync(
            repetitions,
            peer => RunAsync(peer, callers, WarmUpMilliseconds),
            async peer => [("perSecond", await RunAsync(peer, callers, milliseconds))]);
    }

    private static Task<double> RunAsync(IPeer peer, int callers, int milliseconds) =>
        CallersAtOnce.RunAsync(round => SmallCalls.AddAsync(peer, round), callers, milliseconds);
}
