using System.Reflection;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Runtimes;

/// <summary>How a child begins and ends in each runtime, and what else than a module it can run.</summary>
public sealed class RuntimeLifeTests
{
    [Theory(Timeout = Limits.Test), Shows("start")]
    public async Task It_says_where_it_runs_and_what_it_offers(string runtime, LauncherKind launcher)
    {
        await using NodeProcess node = await TestedRuntime.StartAsync(runtime, launcher);
        Assert.StartsWith(runtime, node.Runtime, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(node.Exports, export => export.Name == "echo");
        NodeStartException error = await Assert.ThrowsAsync<NodeStartException>(
            () => TestedRuntime.StartAsync(runtime, launcher, "not there.mjs"));
        Assert.Contains("not there.mjs is not there", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<NodeStartException>(
            () => TestedRuntime.StartAsync(runtime, launcher, "throwsAtImport.mjs"));
        Assert.Contains("threw while it was loaded", error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test), Shows("exit")]
    public async Task Its_own_exit_loses_no_answer_and_is_told(string runtime, LauncherKind launcher)
    {
        await using NodeProcess first = await TestedRuntime.StartAsync(runtime, launcher);
        Task open = first.InvokeAsync("untilAborted");
        Assert.Equal(300_000, (await first.InvokeAsync<string>("exitAfterAnswer", [3])).Length);
        NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(() => open.WaitAsync(Limits.Wait));
        Assert.Equal(3, error.ExitCode);
        await using NodeProcess second = await TestedRuntime.StartAsync(runtime, launcher);
        await second.InvokeAsync("throwLater");
        ProcessExit exit = await second.Process.Exited.WaitAsync(Limits.Wait);
        Assert.Equal(1, exit.Code);
        Assert.Contains(exit.LastErrorLines, line => line.Contains("thrown from a timer", StringComparison.Ordinal));
    }

    [Theory(Timeout = Limits.Test), Shows("kill")]
    public async Task What_is_open_when_it_is_killed_is_told(string runtime, LauncherKind launcher)
    {
        await using NodeProcess node = await TestedRuntime.StartAsync(runtime, launcher);
        Task open = node.InvokeAsync("untilAborted");
        await node.InvokeAsync("echo", [1]);
        node.Process.Kill();
        NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(() => open.WaitAsync(Limits.Wait));
        Assert.Equal("SIGKILL", error.Signal);
    }

    [Theory(Timeout = Limits.Test), Shows("dispose")]
    public async Task It_is_stopped_in_order(string runtime, LauncherKind launcher)
    {
        NodeProcess node = await TestedRuntime.StartAsync(runtime, launcher);
        Task open = node.InvokeAsync("untilAborted");
        await node.InvokeAsync("echo", [1]);
        await node.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => open.WaitAsync(Limits.Wait));
        Assert.Equal(0, (await node.Process.Exited.WaitAsync(Limits.Wait)).Code);
    }

    [Theory(Timeout = Limits.Test), Shows("lines")]
    public async Task It_exchanges_lines(string runtime, LauncherKind launcher)
    {
        await using LineChannel echo = TestedRuntime.StartLines(runtime, launcher);
        await echo.SendAsync("žluť");
        await echo.SendAsync("exit");
        Assert.Equal(["echo: žluť"], await echo.ReadLinesAsync().ToListAsync());
        await using LineChannel program = TestedRuntime.StartLines(runtime, launcher, "lineProgram.mjs");
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => program.SendAsync($"line {i}")));
        await program.CompleteAsync();
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"LINE {i}"), await program.ReadLinesAsync().ToListAsync());
    }

    [Theory(Timeout = Limits.Test), Shows("program")]
    public async Task A_program_of_its_own_is_called_and_calls_the_host(string runtime, LauncherKind launcher)
    {
        await using PipedProcess process = TestedRuntime.StartProgram(runtime, launcher, "connectProgram.mjs");
        await using RpcConnection connection = new(process.GetPipe(4), process.GetPipe(3));
        connection.Handle("same", (int value) => value);
        connection.Start();
        Assert.Equal(42, await connection.InvokeAsync<int>("twice", [21]).WaitAsync(Limits.Wait));
        await connection.InvokeAsync("leave").WaitAsync(Limits.Wait);
        Assert.Equal(7, (await process.Exited.WaitAsync(Limits.Wait)).Code);
    }

    [Theory(Timeout = Limits.Test), Shows("typescript")]
    public async Task It_runs_a_module_in_TypeScript(string runtime, LauncherKind launcher)
    {
        await using NodeProcess node = await TestedRuntime.StartAsync(runtime, launcher, "typed.ts");
        object[] items = [new { price = 2, count = 3 }, new { price = 1 }];
        Assert.Equal(7, await node.InvokeAsync<int>("total", [items]));
    }

    [Theory(Timeout = Limits.Test), Shows("typescript", AsRefused = true)]
    public async Task One_that_runs_no_TypeScript_says_so(string runtime, LauncherKind launcher)
    {
        NodeStartException error = await Assert.ThrowsAsync<NodeStartException>(
            () => TestedRuntime.StartAsync(runtime, launcher, "typed.ts"));
        Assert.Contains("\".ts\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_behaviour_of_the_table_has_a_test()
    {
        IEnumerable<string> shown = typeof(RuntimeLifeTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Select(method => method.GetCustomAttribute<ShowsAttribute>()?.Behaviour)
            .OfType<string>();
        // The death of the host is no test for a host: test/runtimes has it.
        Assert.Equal(RuntimeTable.Current.Behaviours.Keys.Order(), shown.Append("hostDeath").Distinct().Order());
    }
}
