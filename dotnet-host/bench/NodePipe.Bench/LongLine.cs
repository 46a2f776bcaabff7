using System.Diagnostics;

namespace NodePipe.Bench;

/// <summary>One very long line there and back, from a string to a string: <c>seconds</c>, a result a run.</summary>
internal static class LongLine
{
    public static async Task MeasureAsync(int mebibytes, int runs)
    {
        string line = string.Concat(Enumerable.Repeat("0123456789abcdef", mebibytes * 1024 * 64));
        string expected = $"echo: {line}";
        await using ChannelEcho echo = new(ChildTransport.Default);
        for (int run = 0; run < runs; run++)
        {
            // What the run before left behind is not this one's cost.
            GC.Collect();
            long begin = Stopwatch.GetTimestamp();
            string? reply = await echo.EchoAsync(line);
            double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            if (reply != expected)
            {
                throw new BenchException($"The answer to a line of {line.Length} characters was another one, of {reply?.Length ?? 0}.");
            }

            await Results.WriteAsync(("seconds", seconds));
        }
    }
}
