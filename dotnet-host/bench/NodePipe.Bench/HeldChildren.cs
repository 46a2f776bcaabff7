namespace NodePipe.Bench;

/// <summary>Starts an idle child and one of the given program, says <c>ready</c> when both run, and stays until it is killed.</summary>
internal static class HeldChildren
{
    /// <param name="program">Must send one line as soon as it is ready.</param>
    public static async Task HoldAsync(string program)
    {
        await using LineChannel idle = LineChannel.Start();
        await using LineChannel family = LineChannel.Start(new LineChannelOptions { Program = program });
        await idle.SendAsync("hello");
        await ReceiveAsync(idle);
        await ReceiveAsync(family);
        await Results.WriteAsync(("ready", 1));
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
    }

    private static async Task ReceiveAsync(LineChannel channel)
    {
        await foreach (string _ in channel.ReadLinesAsync())
        {
            return;
        }

        throw new BenchException("A child ended before it was ready.");
    }
}
