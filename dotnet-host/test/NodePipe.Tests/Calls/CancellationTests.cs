using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class CancellationTests
{
    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Cancelled_before_sending_nothing_is_sent(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("cancelling.mjs", transport);
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => node.InvokeAsync<int>("untilCancelled", [], cancelled.Token));
        Assert.Equal(cancelled.Token, error.CancellationToken);
        Assert.Equal(new State(0, 0), await node.InvokeAsync<State>("state"));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Cancelled_before_the_answer_the_function_sees_its_signal_and_the_connection_lives(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("cancelling.mjs", transport);
        using CancellationTokenSource cancelled = new();
        Task<int> call = node.InvokeAsync<int>("untilCancelled", [], cancelled.Token);
        await UntilStateAsync(node, new State(1, 0));
        await cancelled.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(cancelled.Token, error.CancellationToken);
        await UntilStateAsync(node, new State(1, 1));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_late_answer_to_a_cancelled_call_is_dropped(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("cancelling.mjs", transport);
        for (int i = 0; i < 20; i++)
        {
            using CancellationTokenSource cancelled = new();
            Task<string> call = node.InvokeAsync<string>("stubborn", ["late"], cancelled.Token);
            await UntilStateAsync(node, new State(i + 1, i));
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            await UntilStateAsync(node, new State(i + 1, i + 1));
        }
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Whichever_of_the_answer_and_the_cancelling_comes_first_stands(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("values.mjs", transport);
        for (int i = 0; i < 300; i++)
        {
            using CancellationTokenSource cancelled = new();
            Task<int> call = node.InvokeAsync<int>("echo", [i], cancelled.Token);
            Task cancelling = Task.Run(async () =>
            {
                Thread.SpinWait(i * 200);
                await cancelled.CancelAsync();
            });
            try
            {
                Assert.Equal(i, await call);
            }
            catch (OperationCanceledException)
            {
                Assert.True(cancelled.IsCancellationRequested);
            }

            await cancelling;
        }

        using CancellationTokenSource after = new();
        Task<int> answered = node.InvokeAsync<int>("echo", [7], after.Token);
        Assert.Equal(7, await answered);
        await after.CancelAsync();
        Assert.Equal(7, await answered);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Cancelling_a_call_cancels_the_calls_that_it_makes_to_the_host(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("cancelling.mjs", transport);
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Handle("wait", async (CancellationToken cancellationToken) =>
        {
            using CancellationTokenRegistration registration = cancellationToken.Register(seen.SetResult);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        using CancellationTokenSource cancelled = new();
        Task call = node.InvokeAsync<object>("callHost", [], cancelled.Token);
        await UntilStateAsync(node, new State(1, 0));
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await seen.Task.WaitAsync(Limits.Wait);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_time_out_ends_the_call_says_so_and_stops_the_work(ChildTransport transport)
    {
        ManualClock clock = new();
        await using NodeProcess node = await Modules.StartAsync("cancelling.mjs", Modules.Options(transport, clock: clock));
        CallOptions options = new() { Timeout = TimeSpan.FromSeconds(90) };
        Task<int> call = node.InvokeAsync<int>("untilCancelled", [], options);
        await UntilStateAsync(node, new State(1, 0));
        clock.Advance(TimeSpan.FromSeconds(89));
        Assert.False(call.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Contains("'untilCancelled'", error.Message, StringComparison.Ordinal);
        Assert.Contains("00:01:30", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Raise Timeout or CallTimeout if it needs longer.", error.Message, StringComparison.Ordinal);
        await UntilStateAsync(node, new State(1, 1));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_default_time_out_holds_for_every_call_that_says_nothing_else(ChildTransport transport)
    {
        ManualClock clock = new();
        NodeProcessOptions options = Modules.Options(transport, clock: clock, callTimeout: TimeSpan.FromSeconds(5));
        await using NodeProcess node = await Modules.StartAsync("cancelling.mjs", options);
        Task<int> short1 = node.InvokeAsync<int>("untilCancelled");
        using CancellationTokenSource cancelled = new();
        Task<int> endless = node.InvokeAsync<int>(
            "untilCancelled", [], new CallOptions { Timeout = Timeout.InfiniteTimeSpan }, cancelled.Token);
        await UntilStateAsync(node, new State(2, 0));
        clock.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<TimeoutException>(() => short1);
        await UntilStateAsync(node, new State(2, 1));
        Assert.False(endless.IsCompleted);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task The_callers_cancelling_wins_over_the_time_out(ChildTransport transport)
    {
        ManualClock clock = new();
        await using NodeProcess node = await Modules.StartAsync("cancelling.mjs", Modules.Options(transport, clock: clock));
        using CancellationTokenSource cancelled = new();
        Task<int> call = node.InvokeAsync<int>(
            "untilCancelled", [], new CallOptions { Timeout = TimeSpan.FromSeconds(1) }, cancelled.Token);
        await cancelled.CancelAsync();
        clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_time_out_in_JavaScript_cancels_the_handler(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("cancelling.mjs", transport);
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Handle("wait", async (HandlerContext context) =>
        {
            using CancellationTokenRegistration registration = context.CancellationToken.Register(seen.SetResult);
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        });
        Assert.Equal("ERR_NODEPIPE_TIMEOUT", await node.InvokeAsync<string>("callHostWithTimeout", [5]));
        await seen.Task.WaitAsync(Limits.Wait);
    }

    private static Task UntilStateAsync(NodeProcess node, State expected) => Limits.UntilAsync(
        async () => await node.InvokeAsync<State>("state", [], new CallOptions { Timeout = Timeout.InfiniteTimeSpan }) == expected,
        expected.ToString());

    private sealed record State(int Started, int Aborted);
}
