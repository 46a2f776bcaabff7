using System.Collections.Concurrent;
using NodePipe.TestHost;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Processes;

public sealed class OutputListenerTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task A_listener_that_throws_is_logged_and_gets_the_next_line()
    {
        ConcurrentQueue<string> lines = new();
        ListLogger logger = new();
        await using PipedProcess process = PipedProcess.Start(new PipedProcessOptions
        {
            FileName = "sh",
            Arguments = ["-c", "echo one; echo two; echo three >&2"],
            LoggerFactory = new OneLogger(logger),
            OnOutputLine = line =>
            {
                lines.Enqueue(line);
                throw new InvalidOperationException($"not interested in {line}");
            },
            OnErrorLine = line => throw new InvalidOperationException($"not interested in {line}"),
        });
        await process.Exited.WaitAsync(Limits.Wait);
        Assert.Equal(["one", "two"], lines);
        Assert.Equal(
            [
                $"[{process.Id}] the listener to standard error threw: not interested in three",
                $"[{process.Id}] the listener to standard output threw: not interested in one",
                $"[{process.Id}] the listener to standard output threw: not interested in two",
            ],
            logger.Failures.Order(StringComparer.Ordinal));
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(EachLauncherAndStream))]
    public async Task A_listener_may_dispose_the_process_and_wait_for_that(LauncherKind launcher, bool isError)
    {
        TaskCompletionSource<PipedProcess> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ConcurrentQueue<string> lines = new();
        void Dispose(string line)
        {
            lines.Enqueue(line);
            if (line == "first")
            {
                started.Task.GetAwaiter().GetResult().DisposeAsync().AsTask().Wait();
                disposed.SetResult();
            }
        }

        PipedProcess process = PipedProcess.Start(new PipedProcessOptions
        {
            FileName = "sh",
            Arguments = ["-c", isError ? "(echo first; echo second; read _; echo last) >&2" : "echo first; echo second; read _; echo last"],
            RedirectStandardInput = true,
            OnOutputLine = isError ? null : Dispose,
            OnErrorLine = isError ? Dispose : null,
            Launcher = launcher,
        });
        started.SetResult(process);
        await disposed.Task.WaitAsync(Limits.Wait);
        Assert.True((await process.Exited).IsSuccess);
        await Limits.UntilAsync(() => lines.Count == 3, "the rest has been handed on");
        Assert.Equal(["first", "second", "last"], lines);
        Assert.Equal(isError ? lines : [], (await process.Exited).LastErrorLines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_listener_that_never_returns_keeps_no_process_from_its_end()
    {
        using ManualResetEventSlim mayReturn = new();
        ManualClock clock = new();
        await using PipedProcess process = PipedProcess.Start(new PipedProcessOptions
        {
            FileName = "sh",
            Arguments = ["-c", "echo one"],
            OnOutputLine = _ => mayReturn.Wait(),
            TimeProvider = clock,
        });
        try
        {
            await Limits.UntilAsync(
                () =>
                {
                    clock.Advance(TimeSpan.FromSeconds(1));
                    return process.Exited.IsCompleted;
                },
                "the end is told");
        }
        finally
        {
            mayReturn.Set();
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_listener_that_returns_has_all_lines_when_the_end_is_told()
    {
        int count = 0;
        await using PipedProcess process = PipedProcess.Start(new PipedProcessOptions
        {
            FileName = "seq",
            Arguments = ["100000"],
            OnOutputLine = _ => count++,
            TimeProvider = new ManualClock(),
        });
        await process.Exited.WaitAsync(Limits.Wait);
        Assert.Equal(100_000, count);
    }

    public static TheoryData<LauncherKind, bool> EachLauncherAndStream() => new()
    {
        { LauncherKind.Default, false },
        { LauncherKind.Default, true },
        { LauncherKind.Portable, false },
        { LauncherKind.Portable, true },
    };
}
