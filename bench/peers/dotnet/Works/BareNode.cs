using System.Diagnostics;

namespace NodePipe.Peers.Works;

/// <summary>Node without anything: what starts and memory are held against.</summary>
internal static class BareNode
{
    public const string Name = "node";

    /// <summary>From the start of <c>node -e 0</c> to its exit, in microseconds.</summary>
    public static async Task<double> TimeRunAsync()
    {
        long begin = Stopwatch.GetTimestamp();
        using Process node = Process.Start("node", ["-e", "0"]);
        await node.WaitForExitAsync();
        double microseconds = Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
        return node.ExitCode == 0 ? microseconds : throw new BenchException($"node -e 0 ended with {node.ExitCode}.");
    }

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
