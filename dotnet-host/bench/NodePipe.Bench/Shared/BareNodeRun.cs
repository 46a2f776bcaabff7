using System.Diagnostics;

namespace NodePipe.Bench.Shared;

/// <summary>Node without anything: what a start is held against.</summary>
internal static class BareNodeRun
{
    /// <summary>Of bare nodes among the peers in results.</summary>
    public const string Name = "node";

    /// <summary>From the start of <c>node -e 0</c> to its exit.</summary>
    public static async Task<TimeSpan> TimeAsync()
    {
        long begin = Stopwatch.GetTimestamp();
        using Process node = Process.Start("node", ["-e", "0"]);
        await node.WaitForExitAsync();
        TimeSpan time = Stopwatch.GetElapsedTime(begin);
        return node.ExitCode == 0 ? time : throw new BenchException($"node -e 0 ended with {node.ExitCode}.");
    }
}
