using System.Diagnostics;

namespace NodePipe.Bench.Shared;

/// <summary>Many callers at once, each with one call after the other.</summary>
internal static class CallersAtOnce
{
    /// <param name="callAsync">One call; it gets a number that no other call of this run has, so that an answer to another one is noticed.</param>
    /// <param name="callers">How many there are.</param>
    /// <param name="milliseconds">How long they go on.</param>
    /// <returns>The calls a second of all of them.</returns>
    public static async Task<double> RunAsync(Func<int, Task> callAsync, int callers, int milliseconds)
    {
        long begin = Stopwatch.GetTimestamp();
        int[] calls = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            int made = 0;
            while (Stopwatch.GetElapsedTime(begin).TotalMilliseconds < milliseconds)
            {
                await callAsync((caller * 1_000_000) + made++);
            }

            return made;
        })));
        return calls.Sum() / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
