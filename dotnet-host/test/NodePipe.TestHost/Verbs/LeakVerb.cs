using System.Diagnostics;

namespace NodePipe.TestHost.Verbs;

/// <summary>How often <see cref="LeakVerb"/> starts, and by which launcher.</summary>
internal sealed class LeakSettings
{
    public LauncherKind Launcher { get; init; }

    public int Starts { get; init; }

    /// <summary>How long an end of file may take before the pipe counts as leaked, in milliseconds.</summary>
    public int Ceiling { get; init; } = 10_000;
}

/// <summary>
/// Starts children while another thread keeps starting foreign processes that live on, and counts the children whose
/// pipe gives no end of file although they have closed it: somebody else holds a copy.
/// </summary>
internal static class LeakVerb
{
    private const int MostForeigners = 1_500;

    // It closes what it writes, and stays until what it reads ends: its exit must not stand in for the end of file.
    private const string Script = """eval "exec $2>&-"; eval "read _ <&$1"; exit 0""";

    public static async Task<int> RunAsync(LeakSettings settings)
    {
        List<Process> foreigners = [];
        using CancellationTokenSource enough = new();
        Thread churn = new(() => StartForeigners(foreigners, enough.Token));
        churn.Start();
        int leaked = 0;
        for (int i = 0; i < settings.Starts; i++)
        {
            leaked += await SeesEndOfFileAsync(settings) ? 0 : 1;
        }

        await enough.CancelAsync();
        churn.Join();
        foreach (Process foreigner in foreigners)
        {
            foreigner.Kill();
            await foreigner.WaitForExitAsync();
            foreigner.Dispose();
        }

        Report.Write(new { settings.Starts, leaked, foreigners = foreigners.Count });
        return 0;
    }

    private static void StartForeigners(List<Process> foreigners, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            if (foreigners.Count < MostForeigners)
            {
                foreigners.Add(Process.Start("sleep", "600"));
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    private static async Task<bool> SeesEndOfFileAsync(LeakSettings settings)
    {
        // Only bash knows descriptors of two digits, which the portable launcher has.
        bool choosesNumbers = settings.Launcher == LauncherKind.Posix;
        await using PipedProcess process = PipedProcess.Start(new PipedProcessOptions
        {
            FileName = choosesNumbers ? "sh" : "bash",
            Arguments = ["-c", Script, "sh", ProcessArgument.Descriptor(3), ProcessArgument.Descriptor(4)],
            Pipes = [InheritedPipe.ReadByChild(3), InheritedPipe.WrittenByChild(4)],
            Launcher = settings.Launcher,
        });
        using CancellationTokenSource ceiling = new(settings.Ceiling);
        try
        {
            return await process.GetPipe(4).ReadAsync(new byte[1], ceiling.Token) == 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
