using NodePipe.Peers.Peers;

namespace NodePipe.Peers.Works;

/// <summary>
/// What a peer's processes hold in memory after one call, and what a bare node does: <c>residentBytes</c>, a result a start.
/// </summary>
internal static class IdleMemory
{
    public static async Task MeasureAsync(PeerFactory factory, string names, int runs)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        for (int run = 0; run < runs; run++)
        {
            foreach (string name in names.Split(','))
            {
                await using IPeer peer = await factory.StartAsync(name);
                await SmallCalls.AddAsync(peer, 1);
                await ReportAsync(name, await ProcessMemory.OfSettledDescendantsAsync());
            }

            await ReportAsync(BareNodeRun.Name, await IdleNode.MeasureAsync());
        }
    }

    private static Task ReportAsync(string name, long bytes) => Results.WriteAsync(("peer", name), ("residentBytes", bytes));
}
