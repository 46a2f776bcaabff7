namespace NodePipe.Tests.Rpc;

/// <summary>How long anything may take before the test fails; nothing is measured by it.</summary>
internal static class Limits
{
    /// <summary>The whole of a test, in milliseconds.</summary>
    public const int Test = 60_000;

    /// <summary>What a test waits for.</summary>
    public static TimeSpan Wait { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        using CancellationTokenSource ceiling = new(Wait);
        while (!condition())
        {
            if (ceiling.IsCancellationRequested)
            {
                throw new TimeoutException($"It did not come to this: {what}.");
            }

            await Task.Delay(5);
        }
    }

    /// <summary>Waits until something is so that has to be asked for.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using CancellationTokenSource ceiling = new(Wait);
        while (!await condition())
        {
            if (ceiling.IsCancellationRequested)
            {
                throw new TimeoutException($"It did not come to this: {what}.");
            }

            await Task.Delay(5);
        }
    }
}
