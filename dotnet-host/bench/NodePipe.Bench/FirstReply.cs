using System.Diagnostics;

namespace NodePipe.Bench;

/// <summary>
/// From the start of a child to its first reply, and from the start of a bare <c>node -e 0</c> to its exit, in turn and
/// from the same warm host: <c>reply</c> and <c>bare</c> in milliseconds, a result a run.
/// </summary>
internal static class FirstReply
{
    private const int WarmUpRuns = 3;

    public static async Task MeasureAsync(int runs)
    {
        for (int run = -WarmUpRuns; run < runs; run++)
        {
            double reply = await TimeReplyAsync();
            TimeSpan bare = await BareNodeRun.TimeAsync();
            if (run >= 0)
            {
                await Results.WriteAsync(("reply", reply), ("bare", bare.TotalMilliseconds));
            }
        }
    }

    private static async Task<double> TimeReplyAsync()
    {
        long begin = Stopwatch.GetTimestamp();
        await using ChannelEcho echo = new(ChildTransport.Default);
        string? reply = await echo.EchoAsync("hello");
        double milliseconds = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        return reply == "echo: hello" ? milliseconds : throw new BenchException($"The answer to 'hello' was '{reply}'.");
    }
}
