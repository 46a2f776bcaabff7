using System.Collections.Concurrent;

namespace NodePipe.TestHost.Verbs;

/// <summary>What ends the calls of <see cref="StarveVerb"/>.</summary>
internal enum CallEnd
{
    Answered,
    Failed,
    TimedOut,
    Cancelled,
    AfterProgress,
    AfterCallbacks,
    AfterHandlers,
    ChildExited,
    ChildDeaf,
}

/// <summary>How <see cref="StarveVerb"/> calls.</summary>
internal sealed class StarveSettings
{
    public required string Module { get; init; }

    public required CallEnd End { get; init; }

    public required int Calls { get; init; }
}

/// <summary>
/// Makes blocking calls on every thread of the pool, of which there are as few as the system allows, and reports how each
/// has ended.
/// </summary>
internal static class StarveVerb
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    public static async Task<int> RunAsync(StarveSettings settings)
    {
        await using NodeProcess node = await NodeProcess.StartAsync(settings.Module);
        node.Handle("double", (int x) => 2 * x);
        int threads = Math.Max(2, Environment.ProcessorCount);
        if (!ThreadPool.SetMinThreads(1, 1) || !ThreadPool.SetMaxThreads(threads, threads))
        {
            throw new InvalidOperationException($"The pool cannot be held to {threads} threads.");
        }

        using BlockingCollection<CancellationTokenSource> open = [];
        Thread canceller = new(() => CancelEach(open, node, settings.End)) { IsBackground = true };
        canceller.Start();
        ConcurrentBag<string> ends = [];
        using CountdownEvent left = new(settings.Calls);
        for (int i = 0; i < settings.Calls; i++)
        {
            ThreadPool.QueueUserWorkItem(_ =>
            {
                ends.Add(Call(node, settings.End, open));
                left.Signal();
            });
        }

        // Not awaited: what comes behind an await needs the pool.
        left.Wait();
        Report.Write(new { ends = ends.CountBy(end => end).ToDictionary() });
        return 0;
    }

    private static string Call(NodeProcess node, CallEnd end, BlockingCollection<CancellationTokenSource> open)
    {
        using CancellationTokenSource cancellation = new();
        try
        {
            switch (end)
            {
                case CallEnd.Answered:
                    return $"{node.Invoke<int>("echo", [1])}";
                case CallEnd.Failed:
                    return $"{node.Invoke<int>("fail")}";
                case CallEnd.TimedOut:
                    return $"{node.Invoke<int>("never", [], new CallOptions { Timeout = Moment })}";
                case CallEnd.AfterCallbacks:
                    return $"{node.Invoke<int>("sumOf", [new Func<int, int>(x => 2 * x), 3])}";
                case CallEnd.AfterHandlers:
                    return $"{node.Invoke<int>("sumOfHost", ["double", 3])}";
                case CallEnd.AfterProgress:
                    List<int> steps = [];
                    int last = node.Invoke<int>("report", [3], new CallOptions { OnProgress = step => steps.Add(step.GetInt32()) });
                    return $"{string.Join(',', steps)} then {last}";
                default:
                    open.Add(cancellation);
                    return $"{node.Invoke<int>("never", [], cancellation.Token)}";
            }
        }
#pragma warning disable CA1031 // Which one it is, is what is asked.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error.GetType().Name;
        }
    }

    /// <summary>Cancels each call a moment after it was made, on a thread of its own; or ends the child under all of them.</summary>
    private static void CancelEach(BlockingCollection<CancellationTokenSource> open, NodeProcess node, CallEnd end)
    {
        foreach (CancellationTokenSource cancellation in open.GetConsumingEnumerable())
        {
            Thread.Sleep(Moment);
            if (end == CallEnd.ChildExited)
            {
                node.Process.Kill();
            }
            else if (end == CallEnd.ChildDeaf)
            {
                _ = node.NotifyAsync("stopReading", [0], CancellationToken.None);
                return;
            }
            else
            {
                cancellation.Cancel();
            }
        }
    }
}
