using System.Text.Json;
using System.Text.Json.Nodes;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class SequenceTests
{
    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_generator_arrives_whole_and_in_order(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("sequences.mjs", transport);
        foreach (int count in (int[])[0, 1, 127, 256, 257, 10_000])
        {
            Assert.Equal(Enumerable.Range(0, count), await node.StreamAsync<int>("numbers", [count]).ToListAsync());
        }

        Assert.Equal(Enumerable.Range(0, 300), await node.StreamAsync<int>("webStream", [300]).ToListAsync());
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Sequences_inside_of_a_result_are_read_in_any_order(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("sequences.mjs", transport);
        Inside inside = await node.InvokeAsync<Inside>("inside", [500]);
        Assert.Equal([0, 1], await inside.More.ToListAsync());
        Assert.Equal(Enumerable.Range(0, 500), await inside.Items.ToListAsync());
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_sequence_argument_is_an_async_iterable_in_JavaScript(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("sequences.mjs", transport);
        Assert.Equal(Enumerable.Range(0, 5000).Sum(), await node.InvokeAsync<int>("sum", [new Source(5000)]));
        Assert.Equal([0, 2, 4], await node.StreamAsync<int>("doubled", [new Source(3)]).ToListAsync());
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_sequence_that_fails_in_the_middle_gives_what_came_before_then_the_error(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("sequences.mjs", transport);
        List<int> items = [];
        NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(async () =>
        {
            await foreach (int item in node.StreamAsync<int>("failing", [200]))
            {
                items.Add(item);
            }
        });
        Assert.Equal(Enumerable.Range(0, 200), items);
        Assert.Equal("TypeError", error.RemoteName);
        Assert.Contains("after the items", error.Message, StringComparison.Ordinal);

        NodeCallException other = await Assert.ThrowsAsync<NodeCallException>(
            () => node.InvokeAsync<int>("sum", [new Source(10, failAtEnd: true)]));
        Assert.Contains("the source failed", other.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task An_item_that_cannot_be_carried_ends_the_sequence_with_an_error_after_those_before_it(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("sequences.mjs", transport);
        List<int> items = [];
        NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(async () =>
        {
            await foreach (int item in node.StreamAsync<int>("oneBad"))
            {
                items.Add(item);
            }
        });
        Assert.Equal([1, 2], items);
        Assert.Contains("Map", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await node.InvokeAsync<int>("sum", [new Source(0)]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task An_item_of_another_type_is_an_error_of_the_reader_and_ends_the_generator(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("sequences.mjs", transport);
        await Assert.ThrowsAsync<NodePipeException>(async () => await node.StreamAsync<DateTime>("numbers", [100_000]).ToListAsync());
        await Limits.UntilAsync(
            async () => (await node.InvokeAsync<State>("state")).Finished == 1, "the generator's finally has run");
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_function_that_returns_no_stream_is_an_error_of_StreamAsync(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("sequences.mjs", transport);
        await Assert.ThrowsAnyAsync<NodePipeException>(async () => await node.StreamAsync<int>("state").ToListAsync());
        await Assert.ThrowsAnyAsync<NodePipeException>(async () => await node.StreamAsync<int>("plainGenerator").ToListAsync());
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_stream_that_is_read_as_data_is_an_error_that_says_how_to_read_it_and_ends_the_generator(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("sequences.mjs", transport);
        foreach (Func<Task> call in (Func<Task>[])[() => node.InvokeAsync<JsonElement>("waiting"), () => node.InvokeAsync<JsonNode>("inside", [5])])
        {
            NodePipeException error = await Assert.ThrowsAsync<NodePipeException>(call);
            Assert.Contains("IAsyncEnumerable", error.Message, StringComparison.Ordinal);
        }

        AnyResult any = await node.InvokeAsync<AnyResult>("numbers", [3]);
        Assert.Equal([0, 1, 2], await any.Stream!.Select(number => number.GetInt32()).ToListAsync());
        AnyResult state = await node.InvokeAsync<AnyResult>("state");
        Assert.Null(state.Stream);
        Assert.Equal(3, state.Value.GetProperty("made").GetInt32());
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Handlers_return_sequences_that_JavaScript_reads(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        Source source = new(1000);
        node.Handle("numbers", (int count) => new Source(count));
        node.Handle("watched", () => source);
        Assert.Equal(499_500, await node.InvokeAsync<int>("sumOf", ["numbers", 1000]));
        Assert.Equal(0, await node.InvokeAsync<int>("firstOf", ["watched"]));
        await Limits.UntilAsync(() => source.IsDisposed, "the source is disposed, for JavaScript has left its loop");
        Assert.InRange(source.Made, 1, 999);
    }

    private sealed record Inside(string Name, IAsyncEnumerable<int> Items, IAsyncEnumerable<int> More);

    private sealed record State(int Made, int Finished);
}
