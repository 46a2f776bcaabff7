using System.Text.Json;
using System.Text.Json.Serialization;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed partial class OverloadTests
{
    private static readonly CallOptions Options = new() { Timeout = TimeSpan.FromMinutes(1) };

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Each_way_to_call_takes_null_in_place_of_the_options(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("values.mjs", transport);
        CancellationToken token = TestContext.Current.CancellationToken;
        Assert.Equal(0, await node.InvokeAsync<int>("count"));
        Assert.Equal(0, await node.InvokeAsync<int>("count", []));
        Assert.Equal(1, await node.InvokeAsync<int>("count", ["a"], null));
        Assert.Equal(1, await node.InvokeAsync<int>("count", [null], token));
        Assert.Equal(1, await node.InvokeAsync<int>("count", [1], null, token));
        Assert.Equal(2, await node.InvokeAsync<int>("count", [1, "a"], Options, token));
        Assert.Equal(3, await node.InvokeAsync<int>("count", [1, "a", null], cancellationToken: token));
        Assert.Equal(0, await node.InvokeAsync("count", [], Items.Default.Int32));
        Assert.Equal(1, await node.InvokeAsync("count", [1], Items.Default.Int32, null, token));
        Assert.Equal(1, node.Invoke<int>("count", [1], null));
        Assert.Equal(1, node.Invoke<int>("count", [1], Options));
        Assert.Equal(1, node.Invoke<int>("count", [1], token));
        await node.InvokeAsync("count");
        await node.InvokeAsync("count", [1], null);
        await node.InvokeAsync("count", [1], token);
        await node.InvokeAsync("count", [1], Options, token);
        await node.NotifyAsync("count", [1], token);
        Assert.Equal(1, await node.Connection.InvokeAsync<int>("count", [1], null));
        Assert.Equal(1, await node.Connection.InvokeAsync<int>("count", [1], token));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_type_of_another_result_among_the_options_is_told()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        CallOptions options = new() { ResultType = Items.Default.Item };
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => pair.Left.InvokeAsync<int>("count", [], options));
        Assert.Contains("Item, and the call asks for System.Int32", error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Arguments_by_name_are_one_object_for_a_function_of_a_module(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("values.mjs", transport);
        Dictionary<string, object?> named = new() { ["a"] = 1, ["b"] = null };
        Assert.Equal(["a", "b"], await node.InvokeAsync<string[]>("keys", CallArguments.ByName(named)));
        Assert.Equal(["a", "b"], await node.InvokeAsync<string[]>("keys", CallArguments.ByName(named), Options));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_call_whose_result_does_not_matter_and_a_blocking_one_take_options(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("progress.mjs", transport);
        foreach (Action<CallOptions> call in (Action<CallOptions>[])[
            options => node.Invoke<int>("steps", [10], options),
            options => node.InvokeAsync("steps", [10], options).GetAwaiter().GetResult()])
        {
            List<JsonElement> steps = [];
            await Task.Run(() => call(new CallOptions { OnProgress = steps.Add }));
            Assert.Equal(10, steps.Count);
        }
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task The_time_out_of_a_stream_ends_with_its_beginning(ChildTransport transport)
    {
        ManualClock clock = new();
        await using NodeProcess node = await Modules.StartAsync("sequences.mjs", Modules.Options(transport, clock: clock));
        CallOptions short1 = new() { Timeout = TimeSpan.FromSeconds(1) };
        await using IAsyncEnumerator<int> begun = node.StreamAsync<int>("numbers", [1000], short1).GetAsyncEnumerator();
        Assert.True(await begun.MoveNextAsync());
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await begun.MoveNextAsync());

        await using IAsyncEnumerator<int> late = node.StreamAsync<int>("never", [], short1).GetAsyncEnumerator();
        ValueTask<bool> first = late.MoveNextAsync();
        clock.Advance(TimeSpan.FromSeconds(1));
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => first.AsTask().WaitAsync(Limits.Wait));
        Assert.Contains("'never'", error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_stream_has_items_of_a_source_generated_type(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("sequences.mjs", transport);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(
                [new Item(0, [0]), new Item(1, [1])],
                await node.StreamAsync("items", [2], Items.Default.Item).ToListAsync(), Item.Comparer);
        }

        Assert.Equal(2, await node.StreamAsync("items", [2], Items.Default.Item, Options).CountAsync());
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_value_where_a_stream_is_wanted_is_an_error_that_says_what_to_do(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("values.mjs", transport);
        const string Sentence = "The result of 'echo' is a value and not a stream. Call it by InvokeAsync, with the type of the value.";
        NodePipeException error = await Assert.ThrowsAsync<NodePipeException>(
            async () => await node.StreamAsync<int>("echo", [5]).ToListAsync());
        Assert.Equal(Sentence, error.Message);
        error = await Assert.ThrowsAsync<NodePipeException>(() => node.InvokeAsync<IAsyncEnumerable<int>>("echo", [5]));
        Assert.Equal(Sentence, error.Message);
        error = await Assert.ThrowsAsync<NodePipeException>(() => node.InvokeAsync<IAsyncEnumerable<int>[]>("echo", [new[] { 5 }]));
        Assert.EndsWith("is not a stream", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_value_where_a_handler_wants_a_stream_is_an_error_that_says_what_to_do()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        pair.Right.Handle("sum", async (IAsyncEnumerable<int> numbers) => await numbers.SumAsync());
        NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(() => pair.Left.InvokeAsync<int>("sum", [5]));
        Assert.Contains("Argument 1 is a value and not a stream; pass an async iterable", error.Message, StringComparison.Ordinal);
    }

    private sealed record Item(int Number, byte[] Bytes)
    {
        public static IEqualityComparer<Item> Comparer { get; } = EqualityComparer<Item>.Create(
            (one, other) => one?.Number == other?.Number && one!.Bytes.SequenceEqual(other!.Bytes));
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Item))]
    [JsonSerializable(typeof(int))]
    private sealed partial class Items : JsonSerializerContext;
}
