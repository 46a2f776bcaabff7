using System.Diagnostics;
using NodePipe.Peers.Peers;

namespace NodePipe.Peers.Works;

/// <summary>
/// From the start of a peer's Node process to the answer to the first call, and a bare node's run beside it, in turn and
/// from one warm host: <c>p50</c> in microseconds, a result a start.
/// </summary>
internal static class FirstAnswer
{
    private const int WarmUpRuns = 2;

    public static async Task MeasureAsync(PeerFactory factory, string names, int runs)
    {
        for (int run = -WarmUpRuns; run < runs; run++)
        {
            foreach (string name in names.Split(','))
            {
                await ReportAsync(run, name, await TimeAsync(factory, name));
            }

            await ReportAsync(run, BareNodeRun.Name, (await BareNodeRun.TimeAsync()).TotalMicroseconds);
        }
    }

    private static Task ReportAsync(int run, string name, double microseconds) =>
        run < 0 ? Task.CompletedTask : Results.WriteAsync(("peer", name), ("p50", microseconds));

    private static async Task<double> TimeAsync(PeerFactory factory, string name)
    {
        long begin = Stopwatch.GetTimestamp();
        await using IPeer peer = await factory.StartAsync(name);
        await SmallCalls.AddAsync(peer, 1);
        return Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
    }
}
