using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class FunctionArgumentTests
{
    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_delegate_in_the_arguments_is_a_function_in_JavaScript(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("callbacks.mjs", transport);
        Assert.Equal(42, await node.InvokeAsync<int>("callWith", [(int a, int b) => a + b, 20, 22]));
        Assert.Equal("x", await node.InvokeAsync<string>("callWith", [new Func<string, Task<string>>(async text =>
        {
            await Task.Yield();
            return text;
        }), "x"]));
        Assert.Equal(42, await node.InvokeAsync<int>("inside", [new { nested = new[] { (int a, int b) => a + b } }]));
        Assert.Null(await node.InvokeAsync<object?>("callWith", [() => { }]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Progress_is_a_function_whose_calls_arrive_in_order_and_before_the_result(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("callbacks.mjs", transport);
        Reports reports = new();
        Assert.Equal(2000, await node.InvokeAsync<int>("report", [reports, 2000]));
        Assert.Equal(Enumerable.Range(0, 2000), reports.Values);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task What_a_delegate_throws_is_an_error_in_JavaScript(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("callbacks.mjs", transport);
        string? caught = await node.InvokeAsync<string?>(
            "catchFrom", [new Action(() => throw new InvalidDataException("not in the mood"))]);
        Assert.Equal("InvalidDataException: not in the mood", caught);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_function_lives_as_long_as_the_call_that_carried_it(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("callbacks.mjs", transport);
        await node.InvokeAsync("keep", [() => 1]);
        Assert.Equal(0, node.Connection.Wiring.Callbacks.Count);
        Assert.Equal("-32601", await node.InvokeAsync<string>("callKept"));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_function_lives_as_long_as_the_stream_that_the_call_answered_with(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("callbacks.mjs", transport);
        List<int> items = await node.StreamAsync<int>("streamOf", [(int i) => i * i, 5]).ToListAsync();
        Assert.Equal([0, 1, 4, 9, 16], items);
        await Limits.UntilAsync(() => node.Connection.Wiring.Callbacks.Count == 0, "the function is released");
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Functions_and_streams_are_released_when_the_call_fails(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("callbacks.mjs", transport);
        await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync<int>("refuse", [() => 1, new Source(5)]));
        AssertNothingIsOpen(node);

        await Assert.ThrowsAnyAsync<ArgumentException>(() => node.InvokeAsync<int>("refuse", [() => 1, new Source(5), double.NaN]));
        AssertNothingIsOpen(node);

        await node.LoadAsync("cancelling.mjs");
        using CancellationTokenSource cancelled = new();
        Task<int> call = node.InvokeAsync<int>("untilCancelled", [() => 1, new Source(5)], cancelled.Token);
        Assert.Equal(1, node.Connection.Wiring.Callbacks.Count);
        Assert.Equal(1, node.Connection.Wiring.OutgoingStreams.Count);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        AssertNothingIsOpen(node);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_function_in_the_arguments_of_a_call_to_the_host_is_a_delegate(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("callbacks.mjs", transport);
        node.Handle("task", async (Func<int, Task<int>> f) => await f(20) + await f(1));
        node.Handle("valueTask", async (Func<int, CancellationToken, ValueTask<int>> f, CancellationToken token) => await f(21, token));
        node.Handle("nothing", async (Func<int, Task> f) => await f(5));
        node.Handle("action", (Action<int> f) => f(6));
        node.Handle("progress", (IProgress<int> f) => Enumerable.Range(0, 100).ToList().ForEach(f.Report));
        node.Handle("nested", async (Dictionary<string, Func<int, Task<int>>[]> f) => await f["inside"][0](7));
        Assert.Equal(42, await node.InvokeAsync<int>("passTo", ["task"]));
        Assert.Equal(42, await node.InvokeAsync<int>("passTo", ["valueTask"]));
        Assert.Null(await node.InvokeAsync<int?>("passTo", ["nothing"]));
        Assert.Null(await node.InvokeAsync<int?>("passTo", ["action"]));
        Assert.Null(await node.InvokeAsync<int?>("passTo", ["progress"]));
        Assert.Equal(14, await node.InvokeAsync<int>("passInside", ["nested"]));
        int[] got = await node.InvokeAsync<int[]>("passed");
        Assert.Equal([20, 1, 21, 5, 6, .. Enumerable.Range(0, 100), 7], got);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task What_such_a_function_throws_is_an_exception_and_after_the_call_it_is_gone(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("callbacks.mjs", transport);
        Func<Task<int>>? kept = null;
        node.Handle("fails", async (Func<Task<int>> f) =>
        {
            kept = f;
            NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(() => f());
            return $"{error.Message}";
        });
        Assert.Contains("too far", await node.InvokeAsync<string>("passFailing", ["fails"]), StringComparison.Ordinal);
        NodeCallException gone = await Assert.ThrowsAsync<NodeCallException>(() => kept!());
        Assert.Equal(-32601, gone.RpcErrorCode);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task What_cannot_be_a_function_of_the_other_side_is_an_error_of_that_call(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("callbacks.mjs", transport);
        node.Handle("blocking", (Func<int, int> f) => f(1));
        node.Handle("untyped", (object f) => f.ToString());
        node.Handle("delegate", (Func<Task> f) => f());
        NodeCallException blocking = await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync("passTo", ["blocking"]));
        Assert.Contains("declare one that returns Task", blocking.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync("passTo", ["untyped"]));
        NodeCallException number = await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync("passNumber", ["delegate"]));
        Assert.Contains("is no function", number.Message, StringComparison.Ordinal);
    }

    private static void AssertNothingIsOpen(NodeProcess node)
    {
        Assert.Equal(0, node.Connection.Wiring.Callbacks.Count);
        Assert.Equal(0, node.Connection.Wiring.OutgoingStreams.Count);
    }

    private sealed class Reports : IProgress<int>
    {
        public List<int> Values { get; } = [];

        public void Report(int value) => Values.Add(value);
    }
}
