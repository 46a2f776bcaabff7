using NodePipe.Errors;
using NodePipe.Processes;

namespace NodePipe.TestHost.Verbs;

/// <summary>How scarce <see cref="ScarceVerb"/> makes descriptors.</summary>
internal sealed class ScarceSettings
{
    public LauncherKind Launcher { get; init; }

    /// <summary>The most that are left free.</summary>
    public required int Most { get; init; }

    /// <summary>Pipes that the child inherits, at these numbers.</summary>
    public IReadOnlyList<int> Pipes { get; init; } = [];
}

/// <summary>
/// Starts a process with no descriptor free, with one, with two and so on, and reports of each start whether it worked or
/// why not, how many descriptors a start that failed has left open, and how many processes. The host's own limit must be
/// low.
/// </summary>
internal static class ScarceVerb
{
    public static async Task<int> RunAsync(ScarceSettings settings)
    {
        // What the first start alone needs, code that is loaded included, is not to be counted.
        await TryAsync(settings);
        for (int free = 0; free <= settings.Most; free++)
        {
            Stack<FileStream> fillers = Fill();
            for (int i = 0; i < free; i++)
            {
                fillers.Pop().Dispose();
            }

            Exception? failure = await TryAsync(settings);
            Stack<FileStream> rest = Fill();
            int left = free - rest.Count;
            foreach (FileStream filler in fillers.Concat(rest))
            {
                await filler.DisposeAsync();
            }

            Report.Write(new { free, left, children = CountChildren(), failed = failure is null ? null : Report.Describe(failure) });
        }

        return 0;
    }

    /// <summary>The host's own children, those that have ended and were not collected included.</summary>
    private static int CountChildren() =>
        Directory.Exists("/proc/self/task") ? Directory.GetDirectories("/proc/self/task").Sum(CountChildrenOfThread) : 0;

    private static int CountChildrenOfThread(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        }
        catch (IOException)
        {
            // The thread has ended; its children, if any, are another one's.
            return 0;
        }
    }

    private static async Task<Exception?> TryAsync(ScarceSettings settings)
    {
        try
        {
            await using PipedProcess process = PipedProcess.Start(new PipedProcessOptions
            {
                FileName = "true",
                Launcher = settings.Launcher,
                Pipes = [.. settings.Pipes.Select(number => InheritedPipe.WrittenByChild(number))],
            });
            await process.Exited;
            return null;
        }
#pragma warning disable CA1031 // Which one it is, is what is asked.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error;
        }
    }

    private static Stack<FileStream> Fill()
    {
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
}
