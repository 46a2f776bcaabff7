using System.Diagnostics;

namespace NodePipe.Bench;

/// <summary>
/// Calls with two integers, one after the other: <c>p50</c> and <c>p99</c> in microseconds, and what the host allocates for
/// one (<c>bytes</c>).
/// </summary>
internal static class SmallCalls
{
    /// <param name="module">Has the function <c>add</c>.</param>
    /// <param name="rounds">How many are timed.</param>
    /// <param name="warmUpMilliseconds">How long others go before them: both compilers optimise after a while, not after a count.</param>
    public static async Task MeasureAsync(string module, int rounds, int warmUpMilliseconds)
    {
        await using NodeProcess node = await NodeProcess.StartAsync(module);
        await WarmUpAsync(node, warmUpMilliseconds);
        double[] samples = new double[rounds];
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        for (int round = 0; round < rounds; round++)
        {
            long begin = Stopwatch.GetTimestamp();
            await AddAsync(node, round);
            samples[round] = Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
        }

        double bytes = (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / rounds;
        Array.Sort(samples);
        await Results.WriteAsync(("p50", samples[rounds / 2]), ("p99", samples[(int)(rounds * 0.99)]), ("bytes", bytes));
    }

    /// <summary>One call, with its answer checked.</summary>
    public static async Task AddAsync(NodeProcess node, int round)
    {
        int sum = await node.InvokeAsync<int>("add", [round, 3]);
        if (sum != round + 3)
        {
            throw new BenchException($"{round} + 3 is not {sum}.");
        }
    }

    public static async Task WarmUpAsync(NodeProcess node, int milliseconds)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int round = 0; Stopwatch.GetElapsedTime(begin).TotalMilliseconds < milliseconds; round++)
        {
            await AddAsync(node, round);
        }
    }
}
