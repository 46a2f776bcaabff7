namespace NodePipe.TestHost.Verbs;

/// <summary>What <see cref="FailedStartsVerb"/> starts.</summary>
internal sealed class FailedStartsSettings
{
    public LauncherKind Launcher { get; init; }

    /// <summary>Modules that cannot be started.</summary>
    public required IReadOnlyList<string> Modules { get; init; }

    /// <summary>A module whose loading never ends.</summary>
    public required string Endless { get; init; }
}

/// <summary>Starts what cannot be started, and reports how each start has failed, and which failures nobody has looked at.</summary>
internal static class FailedStartsVerb
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    public static async Task<int> RunAsync(FailedStartsSettings settings)
    {
        List<string> unobserved = [];
        TaskScheduler.UnobservedTaskException += (_, failure) => unobserved.Add(failure.Exception.ToString());
        NodeProcessOptions options = new() { Launcher = settings.Launcher };
        List<string> ends = [];
        foreach (string module in settings.Modules)
        {
            ends.Add(await TryAsync(module, options, CancellationToken.None));
        }

        ends.Add(await TryAsync(settings.Endless, new NodeProcessOptions { Launcher = settings.Launcher, StartTimeout = Moment }, CancellationToken.None));
        using CancellationTokenSource cancellation = new(Moment);
        ends.Add(await TryAsync(settings.Endless, options, cancellation.Token));

        // What nobody refers to any more is told by its finalizer.
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Report.Write(new { ends, unobserved });
        return 0;
    }

    private static async Task<string> TryAsync(string module, NodeProcessOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await using NodeProcess node = await NodeProcess.StartAsync(module, options, cancellationToken);
            return "started";
        }
#pragma warning disable CA1031 // Which one it is, is what is asked.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error.GetType().Name;
        }
    }
}
