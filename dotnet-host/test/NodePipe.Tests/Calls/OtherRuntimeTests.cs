using NodePipe.Errors;
using NodePipe.Processes;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

/// <summary>A host with a child in Deno or Bun; what each of them can is tested from its own side, in <c>test/runtimes</c>.</summary>
public sealed class OtherRuntimeTests
{
    public static TheoryData<string, LauncherKind> Runtimes => new(
        from runtime in (string[])["deno", "bun"]
        from launcher in (LauncherKind[])[LauncherKind.Default, LauncherKind.Portable]
        select (runtime, launcher));

    [Theory(Timeout = Limits.Test), MemberData(nameof(Runtimes))]
    public async Task It_calls_streams_sends_bytes_cancels_and_is_told_of_the_exit(string runtime, LauncherKind launcher)
    {
        await using NodeProcess node = await StartAsync("values.mjs", runtime, launcher);
        Assert.StartsWith(runtime, node.Runtime, StringComparison.Ordinal);
        await node.LoadAsync("concurrent.mjs");
        Assert.Equal(42, await node.InvokeAsync<int>("add", [40, 2]));
        node.Handle("addByChild", (int a, int b) => node.InvokeAsync<int>("add", [a, b]));
        Assert.Equal(7, await node.InvokeAsync<int>("ask", ["addByChild", 3, 4]));
        using CancellationTokenSource cancellation = new();
        Task waiting = node.InvokeAsync("wait", [1], cancellation.Token);
        Assert.Equal(1, await node.InvokeAsync<int>("waiting", [], CancellationToken.None));
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await node.LoadAsync("sequences.mjs");
        Assert.Equal(Enumerable.Range(0, 1_000), await node.StreamAsync<int>("numbers", [1_000]).ToListAsync());
        Assert.Equal(190, await node.InvokeAsync<int>("sum", [new Source(20)]));
        await node.LoadAsync("silent.mjs");
        byte[] bytes = new byte[3_000_000];
        Random.Shared.NextBytes(bytes);
        byte[] echo = await node.InvokeAsync<byte[]>("echo", [bytes]);
        Assert.True(bytes.AsSpan().SequenceEqual(echo));
        await node.InvokeAsync("exit", [3]);
        ProcessExit exit = await node.Process.Exited.WaitAsync(Limits.Wait);
        Assert.Equal(3, exit.Code);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Runtimes))]
    public async Task A_call_that_is_open_is_told_how_it_ended(string runtime, LauncherKind launcher)
    {
        await using NodeProcess node = await StartAsync("silent.mjs", runtime, launcher);
        Task<int> open = node.InvokeAsync<int>("never");
        node.Process.Kill();
        NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(() => open.WaitAsync(Limits.Wait));
        Assert.Equal("SIGKILL", error.Signal);
    }

    private static Task<NodeProcess> StartAsync(string module, string runtime, LauncherKind launcher)
    {
        string packages = Path.Combine(Modules.Repository, "test", "runtimes", "node", "node_modules");
        (string file, string[] before) = runtime == "deno"
            ? ("@deno/linux-x64-glibc/deno", (string[])["run", "-A"])
            : ("@oven/bun-linux-x64/bin/bun", []);
        string program = Path.Combine(packages, file);
        Assert.SkipUnless(File.Exists(program), "The runtime is not installed (on Linux x64 with glibc alone): run `npm run test:runtimes`.");
        return NodeProcess.StartAsync(module, new NodeProcessOptions
        {
            NodePath = program,
            NodeArguments = before,
            WorkingDirectory = Modules.Folder,
            Launcher = launcher,
            OnErrorLine = _ => { },
        });
    }
}
