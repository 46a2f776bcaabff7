using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class BackPressureTests
{
    // What a reader has asked for at most, and not yet read: see IncomingStream and STREAM_WINDOW.
    private const int HostCredit = 256;
    private const int ChildCredit = 64;

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_million_items_against_a_slow_reader_never_get_further_than_its_credit(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("sequences.mjs", transport);
        int read = 0;
        await foreach (int item in node.StreamAsync<int>("numbers", [1_000_000]))
        {
            Assert.Equal(read, item);
            read++;
            if (read % 100 == 0)
            {
                State state = await node.InvokeAsync<State>("state");
                Assert.InRange(state.Made, read, read + HostCredit);
            }

            if (read == 2000)
            {
                break;
            }
        }

        await Limits.UntilAsync(
            async () => (await node.InvokeAsync<State>("state")).Finished == 1, "the generator's finally has run");
        Assert.InRange((await node.InvokeAsync<State>("state")).Made, read, read + HostCredit);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_reader_that_never_begins_costs_no_item(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("sequences.mjs", transport);
        IAsyncEnumerable<int> never = await node.InvokeAsync<IAsyncEnumerable<int>>("numbers", [1_000_000]);
        Assert.Equal(new State(0, 0), await node.InvokeAsync<State>("state"));
        GC.KeepAlive(never);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_source_of_the_host_never_gets_further_than_what_JavaScript_has_asked_for(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("sequences.mjs", transport);
        Source source = new(1_000_000);
        Assert.Equal(0, await node.InvokeAsync<int>("first", [source]));
        await Limits.UntilAsync(() => source.IsDisposed, "the source is disposed");
        Assert.InRange(source.Made, 1, 1 + ChildCredit);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Cancelling_the_reader_aborts_a_generator_that_waits(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("sequences.mjs", transport);
        using CancellationTokenSource cancelled = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (int item in node.StreamAsync<int>("waiting", [], cancelled.Token))
            {
                Assert.Equal(1, item);
                await cancelled.CancelAsync();
            }
        });
        await Limits.UntilAsync(
            async () => (await node.InvokeAsync<State>("state")).Finished == 1, "the generator's finally has run");
    }

    private sealed record State(int Made, int Finished);
}
