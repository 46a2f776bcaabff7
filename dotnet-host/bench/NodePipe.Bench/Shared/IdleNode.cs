using System.Diagnostics;

namespace NodePipe.Bench.Shared;

/// <summary>Node without anything, waiting: what memory is held against.</summary>
internal static class IdleNode
{
    /// <summary>What it and its children hold, in bytes.</summary>
    public static async Task<long> MeasureAsync()
    {
        ProcessStartInfo start = new("node", ["-e", "process.stdout.write('ready\\n'); process.stdin.resume()"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process node = Process.Start(start) ?? throw new BenchException("node did not start.");
        await node.StandardOutput.ReadLineAsync();
        long bytes = await ProcessMemory.OfSettledDescendantsAsync();
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        return bytes;
    }
}
