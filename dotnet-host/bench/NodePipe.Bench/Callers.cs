using System.Diagnostics;

namespace NodePipe.Bench;

/// <summary>Many callers at once, each with one call after the other: <c>perSecond</c>, the calls of all of them.</summary>
internal static class Callers
{
    /// <param name="module">Has the function <c>add</c>.</param>
    /// <param name="callers">How many there are.</param>
    /// <param name="milliseconds">How long they go on, after as long a warm-up.</param>
    public static async Task MeasureAsync(string module, int callers, int milliseconds)
    {
        await using NodeProcess node = await NodeProcess.StartAsync(module);
        await RunAsync(node, callers, milliseconds);
        await Results.WriteAsync(("perSecond", await RunAsync(node, callers, milliseconds)));
    }

    private static async Task<double> RunAsync(NodeProcess node, int callers, int milliseconds)
    {
        long begin = Stopwatch.GetTimestamp();
        int[] calls = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            int made = 0;
            while (Stopwatch.GetElapsedTime(begin).TotalMilliseconds < milliseconds)
            {
                // Numbers that no other caller uses, so that an answer to another one is noticed.
                await SmallCalls.AddAsync(node, (caller * 1_000_000) + made++);
            }

            return made;
        })));
        return calls.Sum() / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
