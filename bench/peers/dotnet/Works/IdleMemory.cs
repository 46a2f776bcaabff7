using System.Diagnostics;
using NodePipe.Peers.Peers;

namespace NodePipe.Peers.Works;

/// <summary>
/// What a peer's processes hold in memory after one call, and what a bare node does: <c>residentBytes</c>, a result a start.
/// </summary>
internal static class IdleMemory
{
    /// <summary>For what goes on in the background after a start.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);

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
                await ReportAsync(name);
            }

            using Process node = await BareNode.StartIdleAsync();
            await ReportAsync(BareNode.Name);
            node.StandardInput.Close();
            await node.WaitForExitAsync();
        }
    }

    private static async Task ReportAsync(string name)
    {
        await Task.Delay(Settling, TimeProvider.System);
        await Results.WriteAsync(("peer", name), ("residentBytes", ProcessMemory.OfDescendants()));
    }
}
