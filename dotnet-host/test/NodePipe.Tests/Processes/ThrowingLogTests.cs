using System.Diagnostics;
using Microsoft.Extensions.Logging;
using NodePipe.TestHost;
using NodePipe.Tests.Calls;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Processes;

/// <summary>A log that throws at every turn stops nothing.</summary>
public sealed class ThrowingLogTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task A_watchdog_that_dies_is_replaced_all_the_same()
    {
        Assert.SkipUnless(PipedProcess.EndsGroupWithHost(LauncherKind.Default), "Only the POSIX launcher has a watchdog.");
        await using PipedProcess process = PipedProcess.Start(new PipedProcessOptions
        {
            FileName = "sleep",
            Arguments = ["600"],
            ExitTimeout = TimeSpan.Zero,
            TerminateTimeout = TimeSpan.Zero,
            LoggerFactory = new OneLogger(new ThrowingLogger()),
        });
        HashSet<int> watchdogs = [];
        for (int turn = 0; turn < 3; turn++)
        {
            await Limits.UntilAsync(() => ShellsOf(process.Id).Any(pid => !watchdogs.Contains(pid)), "there is another one");
            int watchdog = ShellsOf(process.Id).Single(pid => !watchdogs.Contains(pid));
            watchdogs.Add(watchdog);
            Process.GetProcessById(watchdog).Kill();
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Calls_with_listeners_that_throw_too_end_and_so_do_the_child_and_its_output()
    {
        NodeProcessOptions options = new()
        {
            WorkingDirectory = Modules.Folder,
            LoggerFactory = new OneLogger(new ThrowingLogger()),
            Rpc = { OnText = _ => throw new InvalidDataException("text") },
            OnErrorLine = _ => throw new InvalidDataException("line"),
        };
        await using NodeProcess node = await NodeProcess.StartAsync("silent.mjs", options);
        for (int turn = 0; turn < 3; turn++)
        {
            CallOptions throwing = new() { OnProgress = _ => throw new InvalidDataException("progress") };
            Assert.Equal(3, await node.InvokeAsync<int>("report", [3], throwing).WaitAsync(Limits.Wait));
            Assert.Equal(3, await Task.Run(() => node.Invoke<int>("report", [3], throwing)).WaitAsync(Limits.Wait));
        }

        await node.InvokeAsync("exit", [0]);
        await node.Process.Exited.WaitAsync(Limits.Wait);
        await node.Connection.Wiring.End.Closed.WaitAsync(Limits.Wait);
    }

    private static int[] ShellsOf(int group) => [.. Directory.GetDirectories("/proc").Select(Path.GetFileName)
        .Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, System.Globalization.CultureInfo.InvariantCulture))
        .Where(pid => pid != group && IsLiveIn(group, pid))];

    private static bool IsLiveIn(int group, int pid)
    {
        try
        {
            string[] fields = File.ReadAllText($"/proc/{pid}/stat").Split(") ", 2)[1].Split(' ');
            return fields[0] != "Z" && fields[2] == $"{group}";
        }
        catch (IOException)
        {
            return false;
        }
    }

    private sealed class ThrowingLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("the log is full");
    }
}
