namespace NodePipe.TestHost.Verbs;

/// <summary>By what <see cref="ScarceKillVerb"/> starts.</summary>
internal sealed class ScarceKillSettings
{
    public LauncherKind Launcher { get; init; }
}

/// <summary>
/// Kills a process that goes on by itself while no descriptor is free, and reports what the kill threw and how the process
/// ended. The host's own limit must be low.
/// </summary>
internal static class ScarceKillVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(ScarceKillSettings settings)
    {
        await using PipedProcess process = PipedProcess.Start(new PipedProcessOptions
        {
            FileName = "sleep",
            Arguments = ["60"],
            Launcher = settings.Launcher,
        });
        Exception? thrown = KillWithNoneFree(process);
        string? signal = null;
        try
        {
            signal = (await process.Exited.WaitAsync(Patience)).Signal;
        }
        catch (TimeoutException)
        {
            // It lives on.
        }

        Report.Write(new { thrown = thrown?.GetType().Name, signal });
        return 0;
    }

    private static Exception? KillWithNoneFree(PipedProcess process)
    {
        Stack<FileStream> fillers = ScarceVerb.Fill();
        try
        {
            process.Kill();
            return null;
        }
#pragma warning disable CA1031 // Which one it is, is what is asked.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error;
        }
        finally
        {
            foreach (FileStream filler in fillers)
            {
                filler.Dispose();
            }
        }
    }
}
