using System.Diagnostics;
using Microsoft.Extensions.Logging;
using NodePipe.TestHost;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Processes;

public sealed class WatchdogTests
{
    private readonly ListLogger _logger = new();

    [Fact(Timeout = Limits.Test)]
    public async Task A_watchdog_that_dies_before_the_child_is_logged_and_replaced_again_and_again()
    {
        SkipWithoutWatchdog();
        await using PipedProcess process = StartSleep();
        List<int> watchdogs = [];
        for (int turn = 0; turn < 3; turn++)
        {
            watchdogs.Add(await WatchdogOfAsync(process, watchdogs));
            Process.GetProcessById(watchdogs[^1]).Kill();
        }

        int last = await WatchdogOfAsync(process, watchdogs);
        string sentence = $"[{process.Id}] the watchdog of its group has died before it; another one is there now";
        await Limits.UntilAsync(() => Warnings().Count() == 3, "each is logged");
        Assert.All(Warnings(), warning => Assert.Equal(sentence, warning));
        Assert.All(watchdogs, dead => Assert.False(Directory.Exists($"/proc/{dead}"), "it was not collected"));

        await process.DisposeAsync();
        Assert.False(Directory.Exists($"/proc/{last}"), "the last one was not collected");
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_group_that_is_killed_as_a_whole_is_no_death_of_the_watchdog_alone()
    {
        SkipWithoutWatchdog();
        await using PipedProcess process = StartSleep();
        int watchdog = await WatchdogOfAsync(process, []);
        Process.Start("kill", ["-9", "--", $"-{process.Id}"]).WaitForExit();
        Assert.Equal("SIGKILL", (await process.Exited.WaitAsync(Limits.Wait)).Signal);
        Assert.False(Directory.Exists($"/proc/{watchdog}"), "it was not collected");
        Assert.Empty(Warnings());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_watchdog_is_not_replaced_before_the_child_has_had_a_moment_to_end_too()
    {
        SkipWithoutWatchdog();
        await using PipedProcess process = StartSleep(new ManualClock());
        int watchdog = await WatchdogOfAsync(process, []);
        Process.GetProcessById(watchdog).Kill();
        await Limits.UntilAsync(() => GroupMembers(process.Id).All(member => member == process.Id), "the watchdog is dead");
        process.Kill();
        await process.Exited.WaitAsync(Limits.Wait);
        Assert.Empty(Warnings());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_is_sent_to_the_whole_group_leaves_the_watchdog_there()
    {
        SkipWithoutWatchdog();
        await using PipedProcess process = PipedProcess.Start(new PipedProcessOptions
        {
            FileName = "sh",
            Arguments = ["-c", "trap '' HUP INT QUIT TERM USR1 USR2 ALRM; echo ready; exec sleep 600"],
            ExitTimeout = TimeSpan.Zero,
            TerminateTimeout = TimeSpan.Zero,
            LoggerFactory = new OneLogger(_logger),
        });
        await Limits.UntilAsync(() => _logger.Entries.Any(entry => entry.Text == $"[{process.Id}] ready"), "the child ignores them too");
        int watchdog = await WatchdogOfAsync(process, []);
        await Limits.UntilAsync(() => IgnoresSignals(watchdog), "the watchdog has set its traps");
        foreach (string signal in (string[])["HUP", "INT", "QUIT", "TERM", "USR1", "USR2", "ALRM"])
        {
            Process.Start("kill", ["-s", signal, "--", $"-{process.Id}"]).WaitForExit();
        }

        Assert.Equal(watchdog, await WatchdogOfAsync(process, []));
        Assert.False(process.Exited.IsCompleted);
    }

    private static void SkipWithoutWatchdog() =>
        Assert.SkipUnless(PipedProcess.EndsGroupWithHost(LauncherKind.Default), "Only the POSIX launcher has a watchdog.");

    private static bool IgnoresSignals(int pid) =>
        File.ReadLines($"/proc/{pid}/status").Any(line => line.StartsWith("SigIgn:", StringComparison.Ordinal) && !line.EndsWith("00000", StringComparison.Ordinal));

    private PipedProcess StartSleep(TimeProvider? clock = null) => PipedProcess.Start(new PipedProcessOptions
    {
        FileName = "sleep",
        Arguments = ["600"],
        ExitTimeout = TimeSpan.Zero,
        LoggerFactory = new OneLogger(_logger),
        TimeProvider = clock ?? TimeProvider.System,
    });

    private IEnumerable<string> Warnings() => _logger.Entries.Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Text);

    /// <summary>The live process of the child's group that is neither the child nor one of those.</summary>
    private static async Task<int> WatchdogOfAsync(PipedProcess process, IReadOnlyCollection<int> others)
    {
        int? found = null;
        await Limits.UntilAsync(
            () => (found = GroupMembers(process.Id).Except([process.Id, .. others]).Cast<int?>().SingleOrDefault()) is not null,
            "a watchdog is in the group");
        return found!.Value;
    }

    private static IEnumerable<int> GroupMembers(int group)
    {
        foreach (string folder in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out int pid) && ReadStatus(folder) is [string state, _, string itsGroup, ..]
                && state != "Z" && itsGroup == $"{group}")
            {
                yield return pid;
            }
        }
    }

    /// <summary>What stands behind the program's name, which may hold anything.</summary>
    private static string[] ReadStatus(string folder)
    {
        try
        {
            string status = File.ReadAllText(Path.Combine(folder, "stat"));
            return status[(status.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }
}
