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
        Task<double> RunAsync() => CallersAtOnce.RunAsync(round => SmallCalls.AddAsync(node, round), callers, milliseconds);
        await RunAsync();
        await Results.WriteAsync(("perSecond", await RunAsync()));
    }
}
