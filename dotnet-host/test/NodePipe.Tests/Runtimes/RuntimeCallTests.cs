using NodePipe.Tests.Calls;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Runtimes;

/// <summary>What a call can do, with a child in each runtime.</summary>
public sealed class RuntimeCallTests
{
    [Theory(Timeout = Limits.Test), Shows("calls")]
    public async Task It_is_called_and_calls_the_host(string runtime, LauncherKind launcher)
    {
        await using NodeProcess node = await TestedRuntime.StartAsync(runtime, launcher);
        node.Handle("setting", (string key) => $"the setting {key}");
        node.Handle("refuse", () => { throw new InvalidDataException("not today"); });
        node.Handle("again", (int value) => node.InvokeAsync<int>("echo", [value]));
        Assert.Equal("the setting a", await node.InvokeAsync<string>("ask", ["setting", "a"]));
        NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync("ask", ["refuse"]));
        Assert.Contains("not today", error.Message, StringComparison.Ordinal);
        int[] numbers = [.. Enumerable.Range(0, 200)];
        Assert.Equal(numbers, await Task.WhenAll(numbers.Select(number => node.InvokeAsync<int>("ask", ["again", number]))));
    }

    [Theory(Timeout = Limits.Test), Shows("streams")]
    public async Task It_writes_and_reads_streams(string runtime, LauncherKind launcher)
    {
        await using NodeProcess node = await TestedRuntime.StartAsync(runtime, launcher);
        node.Handle("numbers", (int count) => (IAsyncEnumerable<int>)new Source(count));
        Assert.Equal(Enumerable.Range(1, 1_000), await node.StreamAsync<int>("count", [1_000]).ToListAsync());
        Assert.Equal(
            Enumerable.Range(0, 300).Select(number => 2 * number),
            await node.StreamAsync<int>("twice", [new Source(300)]).ToListAsync());
        Assert.Equal(44_850, await node.InvokeAsync<int>("sumOf", ["numbers", 300]));
        await foreach (int number in node.StreamAsync<int>("count", [1_000_000]))
        {
            if (number == 100)
            {
                break;
            }
        }

        Assert.Equal("alive", await node.InvokeAsync<string>("echo", ["alive"]));
    }

    [Theory(Timeout = Limits.Test), Shows("callbacks")]
    public async Task It_calls_delegates_and_lends_functions(string runtime, LauncherKind launcher)
    {
        await using NodeProcess node = await TestedRuntime.StartAsync(runtime, launcher);
        node.Handle("callBack", async (Func<int, Task<int>> twice) => await twice(4) + 1);
        Assert.Equal(2, await node.InvokeAsync<int>("apply", [(int value) => value + 1, 1]));
        Assert.Equal(9, await node.InvokeAsync<int>("lend", ["callBack"]));
    }

    [Theory(Timeout = Limits.Test), Shows("bytes")]
    public async Task It_carries_bytes_and_long_texts(string runtime, LauncherKind launcher)
    {
        await using NodeProcess node = await TestedRuntime.StartAsync(runtime, launcher);
        foreach (int length in (int[])[0, 1, 40_000, 1_048_576, 5_000_000])
        {
            byte[] bytes = new byte[length];
            Random.Shared.NextBytes(bytes);
            byte[] echo = await node.InvokeAsync<byte[]>("echo", [bytes]);
            Assert.True(bytes.AsSpan().SequenceEqual(echo));
            string text = string.Concat(Enumerable.Repeat("žluť 日本 🜁 ", length / 20));
            Assert.True(text == await node.InvokeAsync<string>("echo", [text]));
        }
    }

    [Theory(Timeout = Limits.Test), Shows("cancellation")]
    public async Task It_hears_of_a_cancel(string runtime, LauncherKind launcher)
    {
        await using NodeProcess node = await TestedRuntime.StartAsync(runtime, launcher);
        using CancellationTokenSource cancellation = new();
        Task waiting = node.InvokeAsync("untilAborted", [], cancellation.Token);
        await node.InvokeAsync("echo", [1], CancellationToken.None);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Limits.UntilAsync(async () => await node.InvokeAsync<int>("abortedCalls") == 1, "the function is told");
    }

    [Theory(Timeout = Limits.Test), Shows("progress")]
    public async Task It_reports_progress(string runtime, LauncherKind launcher)
    {
        await using NodeProcess node = await TestedRuntime.StartAsync(runtime, launcher);
        List<int> seen = [];
        CallOptions options = new() { OnProgress = step => seen.Add(step.GetInt32()) };
        Assert.Equal("done", await node.InvokeAsync<string>("steps", [10], options));
        Assert.Equal(Enumerable.Range(1, 10), seen);
    }

    [Theory(Timeout = Limits.Test), Shows("errors")]
    public async Task It_says_what_went_wrong_and_lives_on(string runtime, LauncherKind launcher)
    {
        await using NodeProcess node = await TestedRuntime.StartAsync(runtime, launcher);
        NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync("fail"));
        Assert.Equal(("RangeError", "E_OUT"), (error.RemoteName, error.RemoteCode));
        Assert.Contains("features.mjs", error.RemoteStack, StringComparison.Ordinal);
        Assert.Equal("TypeError: inner", Assert.IsType<NodeCallException>(error.InnerException).Message);
        error = await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync("unsendable"));
        Assert.Contains("number is NaN", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync("nothing"));
        Assert.Equal("alive", await node.InvokeAsync<string>("echo", ["alive"]));
    }
}
