using System.Collections.Concurrent;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class LifetimeTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData(LauncherKind.Default)]
    [InlineData(LauncherKind.Portable)]
    public async Task A_child_that_is_stopped_in_order_may_finish_what_it_does(LauncherKind launcher)
    {
        NodeProcess node = await Modules.StartAsync("ending.mjs", Modules.Options(launcher: launcher));
        Task call = node.InvokeAsync("finishLater");
        Assert.Equal(1, await node.InvokeAsync<int>("echo", [1]));
        await node.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
        ProcessExit exit = await node.Process.Exited;
        Assert.Equal((0, null, "finished"), (exit.Code, exit.Signal, exit.LastErrorLines.SingleOrDefault()));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Disposed_with_calls_in_flight_each_ends_with_an_error_and_so_does_every_later_one(ChildTransport transport)
    {
        NodeProcess node = await Modules.StartAsync("ending.mjs", transport);
        Task<int>[] calls = [.. Enumerable.Range(0, 100).Select(_ => node.InvokeAsync<int>("never"))];
        IAsyncEnumerator<int> stream = node.StreamAsync<int>("endless").GetAsyncEnumerator();
        Assert.True(await stream.MoveNextAsync());
        await node.DisposeAsync();
        foreach (Task<int> call in calls)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(Limits.Wait));
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            while (await stream.MoveNextAsync().AsTask().WaitAsync(Limits.Wait))
            {
            }
        });
        await Assert.ThrowsAsync<ObjectDisposedException>(() => node.InvokeAsync<int>("echo", [1]));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => node.NotifyAsync("echo", [1]));
        Assert.Throws<ObjectDisposedException>(() => node.Invoke<int>("echo", [1]));
        await node.DisposeAsync();
        Assert.True(node.Process.Exited.IsCompleted);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_child_that_is_killed_under_load_ends_every_call_with_its_signal(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("ending.mjs", transport);
        Task<Exception?>[] loads = [.. Enumerable.Range(0, 16).Select(i => Task.Run(() => CallUntilItFailsAsync(node)))];
        Task<int>[] open = [.. Enumerable.Range(0, 100).Select(_ => node.InvokeAsync<int>("never"))];
        for (int i = 0; i < 50; i++)
        {
            await node.InvokeAsync<int>("echo", [i]);
        }

        node.Process.Kill();
        foreach (Task<int> call in open)
        {
            NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(() => call.WaitAsync(Limits.Wait));
            Assert.Equal("SIGKILL", error.Signal);
            Assert.Equal(node.Process.Id, error.ProcessId);
        }

        foreach (Task<Exception?> load in loads)
        {
            Assert.IsType<NodeExitedException>(await load.WaitAsync(Limits.Wait));
        }
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Nothing_is_retried(ChildTransport transport)
    {
        string trace = Path.GetTempFileName();
        try
        {
            await using NodeProcess node = await Modules.StartAsync("silent.mjs", transport);
            NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(
                () => node.InvokeAsync<int>("traceAndExit", [trace]).WaitAsync(Limits.Wait));
            Assert.Equal(4, error.ExitCode);
            await Assert.ThrowsAsync<NodeExitedException>(() => node.InvokeAsync<int>("traceAndExit", [trace]).WaitAsync(Limits.Wait));
            Assert.Equal("x", await File.ReadAllTextAsync(trace));
        }
        finally
        {
            File.Delete(trace);
        }
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Process_exit_loses_no_answer_that_was_given_and_its_code_is_told_to_the_others(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("ending.mjs", transport);
        Task<int> never = node.InvokeAsync<int>("never");
        Task<string>[] given = [.. Enumerable.Range(0, 200).Select(i => node.InvokeAsync<string>("echo", [new string('x', 10_000) + i]))];
        Task<string> last = node.InvokeAsync<string>("exit", [3]);
        Assert.Equal("given before", await last);
        for (int i = 0; i < given.Length; i++)
        {
            Assert.EndsWith($"x{i}", await given[i], StringComparison.Ordinal);
        }

        NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(() => never.WaitAsync(Limits.Wait));
        Assert.Equal(3, error.ExitCode);
        Assert.Null(error.Signal);
        await Assert.ThrowsAsync<NodeExitedException>(() => node.InvokeAsync<int>("echo", [1]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Process_exit_in_the_middle_of_a_call_is_an_error_of_that_call_with_the_code(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("ending.mjs", transport);
        NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(() => node.InvokeAsync<int>("exitAtOnce", [5]));
        Assert.Equal(5, error.ExitCode);
        Assert.Contains("5", error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task What_the_child_died_of_is_shown_with_its_last_lines(ChildTransport transport)
    {
        (string Function, string Says)[] deaths =
        [
            ("throwFromTimer", "nobody catches this"), ("rejectUnhandled", "nobody handles this"), ("fillHeap", "heap out of memory"),
        ];
        foreach ((string function, string says) in deaths)
        {
            NodeProcessOptions options = Modules.Options(transport, nodeArguments: ["--max-old-space-size=40"]);
            await using NodeProcess node = await Modules.StartAsync("ending.mjs", options);
            NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(() => node.InvokeAsync<int>(function));
            Assert.Contains(error.LastErrorLines, line => line.Contains(says, StringComparison.Ordinal));
            Assert.Contains(says, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task What_has_no_answer_fails_as_calls_do_once_the_child_has_ended(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("ending.mjs", transport);
        node.Process.Kill();
        await node.Process.Exited.WaitAsync(Limits.Wait);
        NodeExitedException notified = await Assert.ThrowsAsync<NodeExitedException>(() => node.NotifyAsync("echo", [1]).WaitAsync(Limits.Wait));
        Assert.Equal("SIGKILL", notified.Signal);
        await node.Connection.Wiring.End.Closed.WaitAsync(Limits.Wait);
        await Assert.ThrowsAsync<NodeExitedException>(() => node.NotifyAsync("echo", [1]).WaitAsync(Limits.Wait));
        await Assert.ThrowsAsync<NodeExitedException>(() => node.Connection.SendTextAsync("line").WaitAsync(Limits.Wait));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_notification_that_waits_for_room_ends_with_the_child(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("ending.mjs", transport);
        await node.NotifyAsync("spin");
        Task[] waiting = [.. Enumerable.Range(0, 4).Select(_ => node.NotifyAsync("echo", [new byte[1_000_000]]))];
        node.Process.Kill();
        foreach (Task notification in waiting)
        {
            await Assert.ThrowsAsync<NodeExitedException>(() => notification.WaitAsync(Limits.Wait));
        }
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_signal_is_named(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("ending.mjs", transport);
        NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(() => node.InvokeAsync<int>("kill", ["SIGTERM"]));
        Assert.Equal("SIGTERM", error.Signal);
        Assert.Null(error.ExitCode);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_child_that_dies_in_the_middle_of_a_message_has_ended_like_any_other(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("ending.mjs", transport);
        Task<int> other = node.InvokeAsync<int>("never");
        NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(() => node.InvokeAsync<int>("dieInAttachment"));
        Assert.Equal("SIGKILL", error.Signal);
        await Assert.ThrowsAsync<NodeExitedException>(() => other.WaitAsync(Limits.Wait));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_portable_launcher_shows_the_reason_as_well()
    {
        await using NodeProcess node = await Modules.StartAsync("ending.mjs", Modules.Options(launcher: LauncherKind.Portable));
        NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(() => node.InvokeAsync<int>("exitAtOnce", [5]));
        Assert.Equal(5, error.ExitCode);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task What_a_module_prints_never_touches_the_protocol(ChildTransport transport)
    {
        ConcurrentQueue<string> lines = new();
        await using NodeProcess node = await Modules.StartAsync("ending.mjs", Modules.Options(transport, onErrorLine: lines.Enqueue));
        await node.InvokeAsync("say", ["{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1}"]);
        await Limits.UntilAsync(() => !lines.IsEmpty, "the line has come");
        Assert.Equal(7, await node.InvokeAsync<int>("echo", [7]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_is_used_after_its_disposal_is_named_as_its_user_holds_it()
    {
        NodeProcess node = await Modules.StartAsync("ending.mjs", ChildTransport.Default);
        await node.DisposeAsync();
        ObjectDisposedException error = await Assert.ThrowsAsync<ObjectDisposedException>(() => node.InvokeAsync("anything"));
        Assert.Equal(typeof(NodeProcess).FullName, error.ObjectName);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_call_before_the_child_is_read_fails_at_once()
    {
        Exception? error = null;
        await using NodeProcess node = await Modules.StartAsync("ending.mjs", ChildTransport.Default, early =>
            error = Assert.Throws<InvalidOperationException>(() => { _ = early.InvokeAsync("anything"); }));
        Assert.Contains("does not read yet", error?.Message, StringComparison.Ordinal);
    }

    private static async Task<Exception?> CallUntilItFailsAsync(NodeProcess node)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                Assert.Equal(i, await node.InvokeAsync<int>("echo", [i]));
            }
        }
        catch (NodePipeException error)
        {
            return error;
        }
    }
}
