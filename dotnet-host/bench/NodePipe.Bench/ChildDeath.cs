using System.Diagnostics;

namespace NodePipe.Bench;

/// <summary>From SIGKILL of the child to the host's report of it: <c>milliseconds</c>, a result a run.</summary>
internal static class ChildDeath
{
    public static async Task MeasureAsync(int runs)
    {
        for (int run = 0; run < runs; run++)
        {
            await Results.WriteAsync(("milliseconds", await TimeAsync()));
        }
    }

    private static async Task<double> TimeAsync()
    {
        await using LineChannel channel = LineChannel.Start();
        await channel.SendAsync("hello");
        await using IAsyncEnumerator<string> lines = channel.ReadLinesAsync().GetAsyncEnumerator();
        if (!await lines.MoveNextAsync() || lines.Current != "echo: hello")
        {
            throw new BenchException("The child did not answer.");
        }

        // By its id alone, as a stranger would: the library learns of it from the system.
        using Process stranger = Process.GetProcessById(channel.Process.Id);
        long begin = Stopwatch.GetTimestamp();
        stranger.Kill();
        ProcessExit exit = await channel.Process.Exited;
        double milliseconds = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        return exit.Signal == "SIGKILL" ? milliseconds : throw new BenchException($"The report was wrong: {exit.Describe()}.");
    }
}
