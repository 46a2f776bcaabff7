using System.Diagnostics;

namespace NodePipe.Peers.Works;

/// <summary>Node without anything: what memory is held against.</summary>
internal static class BareNode
{
    public const string Name = "node";

    /// <summary>Starts one that says something and then waits; ends with its standard input.</summary>
    public static async Task<Process> StartIdleAsync()
    {
        ProcessStartInfo start = new("node", ["-e", "process.stdout.write('ready\\n'); process.stdin.resume()"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process node = Process.Start(start) ?? throw new BenchException("node did not start.");
        await node.StandardOutput.ReadLineAsync();
        return node;
    }
}
