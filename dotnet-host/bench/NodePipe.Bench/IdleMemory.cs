namespace NodePipe.Bench;

/// <summary>
/// What a child and its helpers hold in memory after one call (<c>childBytes</c>), and beside it a bare node
/// (<c>bareBytes</c>): a result a run.
/// </summary>
internal static class IdleMemory
{
    /// <param name="module">Has the function <c>add</c>.</param>
    /// <param name="runs">How many of each are started.</param>
    public static async Task MeasureAsync(string module, int runs)
    {
        for (int run = 0; run < runs; run++)
        {
            await Results.WriteAsync(("childBytes", await MeasureChildAsync(module)), ("bareBytes", await IdleNode.MeasureAsync()));
        }
    }

    private static async Task<long> MeasureChildAsync(string module)
    {
        await using NodeProcess node = await NodeProcess.StartAsync(module);
        await SmallCalls.AddAsync(node, 1);
        return await ProcessMemory.OfSettledDescendantsAsync();
    }
}
