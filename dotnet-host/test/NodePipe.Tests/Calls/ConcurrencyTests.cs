using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class ConcurrencyTests
{
    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Ten_thousand_calls_are_in_flight_at_once_and_each_gets_its_own_answer(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        Task<int>[] calls = [.. Enumerable.Range(0, 10_000).Select(i => node.InvokeAsync<int>("wait", [i]))];
        await Limits.UntilAsync(async () => await node.InvokeAsync<int>("waiting") == 10_000, "all of them wait");
        Assert.DoesNotContain(calls, call => call.IsCompleted);
        await node.InvokeAsync("openGate");
        Assert.Equal(Enumerable.Range(0, 10_000), await Task.WhenAll(calls));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Calls_start_in_the_child_in_the_order_in_which_they_were_made(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        Task[] calls = [.. Enumerable.Range(0, 1000).Select(i => i % 2 == 0 ? node.InvokeAsync("note", [i]) : node.NotifyAsync("note", [i]))];
        await Task.WhenAll(calls);
        Assert.Equal(Enumerable.Range(0, 1000), await node.InvokeAsync<int[]>("noted"));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Calls_nest_fifty_deep(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        node.Handle("descend", async (int depth) => depth == 0 ? 0 : 1 + await node.InvokeAsync<int>("descend", [depth - 1]));
        Assert.Equal(50, await node.InvokeAsync<int>("descend", [50]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_handler_that_blocks_does_not_stop_the_reader(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        using SemaphoreSlim entered = new(0);
        using ManualResetEventSlim gate = new();
        node.Handle("block", () =>
        {
            entered.Release();
            return gate.Wait(Limits.Wait);
        });
        Task<bool> blocked = node.InvokeAsync<bool>("ask", ["block"]);
        await entered.WaitAsync();
        Assert.Equal(3, await node.InvokeAsync<int>("add", [1, 2]));
        gate.Set();
        Assert.True(await blocked);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Code_that_blocks_behind_an_answer_does_not_stop_the_reader(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            await node.InvokeAsync<int>("add", [i, i]);
            Assert.Equal(2 * i, node.InvokeAsync<int>("add", [i, i]).WaitAsync(Limits.Wait).GetAwaiter().GetResult());
        }));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Too_many_open_calls_are_refused_on_either_side_and_the_others_are_answered(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", Modules.Options(transport, maxOpenCalls: 8));
        Task<int>[] calls = [.. Enumerable.Range(0, 8).Select(i => node.InvokeAsync<int>("wait", [i]))];
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => node.InvokeAsync<int>("wait", [8]));
        Assert.Contains("8 calls are open already", error.Message, StringComparison.Ordinal);
        await node.NotifyAsync("openGate");
        Assert.Equal(Enumerable.Range(0, 8), await Task.WhenAll(calls));

        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int entered = 0;
        node.Handle("slow", async (int value) =>
        {
            Interlocked.Increment(ref entered);
            await gate.Task;
            return value;
        });
        Task<Answers> asked = node.InvokeAsync<Answers>("askMany", ["slow", 20]);
        await Limits.UntilAsync(() => Volatile.Read(ref entered) == 8, "eight calls are open");
        // What is refused is answered before this call, which comes after it.
        Assert.Equal(3, await node.InvokeAsync<int>("add", [1, 2]));
        gate.SetResult();
        Answers answers = await asked;
        Assert.Equal(8, answers.Answered);
        Assert.Equal(Enumerable.Repeat(-32001, 12), answers.Refused);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Calls_from_many_threads_are_each_answered(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 5000), new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (i, cancellationToken) => Assert.Equal(i + 1, await node.InvokeAsync<int>("add", [i, 1], cancellationToken)));
    }

    private sealed record Answers(int Answered, int[] Refused);
}
