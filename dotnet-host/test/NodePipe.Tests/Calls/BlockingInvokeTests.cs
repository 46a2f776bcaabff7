using System.Collections.Concurrent;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class BlockingInvokeTests
{
    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task It_gives_results_and_throws_errors_like_the_asynchronous_one(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        Assert.Equal(3, node.Invoke<int>("add", [1, 2]));
        Assert.Throws<NodeCallException>(() => node.Invoke<int>("nothing"));
        using CancellationTokenSource cancelled = new();
        cancelled.CancelAfter(20);
        Assert.ThrowsAny<OperationCanceledException>(() => node.Invoke<int>("wait", [1], cancelled.Token));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task It_is_safe_on_every_thread_of_the_pool_at_once(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        Task<int>[] calls = [.. Enumerable.Range(0, 40).Select(i => Task.Run(() => node.Invoke<int>("add", [i, 1])))];
        Assert.Equal(Enumerable.Range(1, 40), await Task.WhenAll(calls));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task It_is_safe_inside_a_handler(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        node.Handle("addByChild", (int a, int b) => node.Invoke<int>("add", [a, b]));
        Assert.Equal(42, await node.InvokeAsync<int>("ask", ["addByChild", 20, 22]));
        node.Handle("descend", (int depth) => depth == 0 ? 0 : 1 + node.Invoke<int>("descend", [depth - 1]));
        Assert.Equal(20, node.Invoke<int>("descend", [20]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task It_is_safe_behind_an_awaited_call(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(i, await node.InvokeAsync<int>("add", [i, 0]));
            Assert.Equal(i + 1, node.Invoke<int>("add", [i, 1]));
        }
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_hundred_threads_call_at_once(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        ConcurrentBag<int> results = [];
        Thread[] threads = [.. Enumerable.Range(0, 100).Select(i => new Thread(() =>
        {
            for (int j = 0; j < 20; j++)
            {
                results.Add(node.Invoke<int>("add", [100 * i, j]));
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        await Task.Run(() => Assert.All(threads, thread => Assert.True(thread.Join(Limits.Wait))));
        Assert.Equal(Enumerable.Range(0, 100).SelectMany(i => Enumerable.Range(100 * i, 20)), results.Order());
    }
}
