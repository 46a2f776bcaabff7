namespace NodePipe.TestHost.Verbs;

/// <summary>What <see cref="ScarceVerb"/> starts.</summary>
internal enum StartKind
{
    /// <summary>A program that ends by itself.</summary>
    Program,

    /// <summary>A channel that echoes a line.</summary>
    Channel,

    /// <summary>A process that answers a call.</summary>
    Node,
}

/// <summary>How scarce <see cref="ScarceVerb"/> makes descriptors.</summary>
internal sealed class ScarceSettings
{
    public LauncherKind Launcher { get; init; }

    public StartKind Kind { get; init; }

    /// <summary>How many descriptors are left free at each start; null leaves all of them.</summary>
    public required IReadOnlyList<int?> Free { get; init; }

    /// <summary>Whether a start before the first one loads what only the first one needs.</summary>
    public bool IsWarm { get; init; }

    /// <summary>Pipes that a program inherits, at these numbers.</summary>
    public IReadOnlyList<int> Pipes { get; init; } = [];
}

/// <summary>
/// Starts something with so many descriptors free, one after another, and reports of each start whether it worked or why not,
/// how many descriptors a start that failed has left open, and how many processes. The host's own limit must be low.
/// </summary>
internal static class ScarceVerb
{
    public static async Task<int> RunAsync(ScarceSettings settings)
    {
        if (settings.IsWarm)
        {
            await TryAsync(settings);
        }

        foreach (int? free in settings.Free)
        {
            Stack<FileStream> fillers = free is null ? [] : Fill();
            for (int i = 0; i < free; i++)
            {
                fillers.Pop().Dispose();
            }

            Exception? failure = await TryAsync(settings);
            Stack<FileStream> rest = free is null ? [] : Fill();
            int left = free is null ? 0 : free.Value - rest.Count;
            foreach (FileStream filler in fillers.Concat(rest))
            {
                await filler.DisposeAsync();
            }

            Report.Write(new { free, left, children = OwnChildren.Count(), failed = failure is null ? null : Report.Describe(failure) });
        }

        return 0;
    }

    private static async Task<Exception?> TryAsync(ScarceSettings settings)
    {
        try
        {
            await (settings.Kind switch
            {
                StartKind.Channel => EchoAsync(settings),
                StartKind.Node => CallAsync(settings),
                _ => RunToEndAsync(settings),
            });
            return null;
        }
#pragma warning disable CA1031 // Which one it is, is what is asked.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error;
        }
    }

    private static async Task RunToEndAsync(ScarceSettings settings)
    {
        await using PipedProcess process = PipedProcess.Start(new PipedProcessOptions
        {
            FileName = "true",
            Launcher = settings.Launcher,
            Pipes = [.. settings.Pipes.Select(number => InheritedPipe.WrittenByChild(number))],
        });
        await process.Exited;
    }

    private static async Task EchoAsync(ScarceSettings settings)
    {
        await using LineChannel channel = LineChannel.Start(new LineChannelOptions { Launcher = settings.Launcher });
        await channel.SendAsync("hello");
        await foreach (string _ in channel.ReadLinesAsync())
        {
            return;
        }
    }

    private static async Task CallAsync(ScarceSettings settings)
    {
        // A Node that gets no thread may wait for ever: it is ended then.
        await using NodeProcess node = await NodeProcess.StartAsync(
            new NodeProcessOptions { Launcher = settings.Launcher, StartTimeout = TimeSpan.FromSeconds(3) });
        await node.InvokeAsync<string>("ping");
    }

    /// <summary>Takes every descriptor that is free.</summary>
    internal static Stack<FileStream> Fill()
    {
        MakePoolThreads();
        Stack<FileStream> fillers = [];
        try
        {
            while (true)
            {
                fillers.Push(new FileStream("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            }
        }
        catch (IOException)
        {
            return fillers;
        }
    }

    /// <summary>.NET ends the host where its pool wants one thread more while no descriptor is free: so they are all there before.</summary>
    private static void MakePoolThreads()
    {
        const int Count = 8;
        ThreadPool.SetMinThreads(Count, Count);
        ThreadPool.SetMaxThreads(Count, Count);

        // The caller is one of them.
        using CountdownEvent together = new(Count - 1);
        Task[] all = [.. Enumerable.Range(0, Count - 1).Select(_ => Task.Run(() =>
        {
            together.Signal();
            together.Wait();
        }))];
        Task.WaitAll(all);
    }
}
