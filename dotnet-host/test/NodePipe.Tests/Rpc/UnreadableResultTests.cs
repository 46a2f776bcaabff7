using System.Text.Json;
using Xunit;

namespace NodePipe.Tests.Rpc;

public sealed class UnreadableResultTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Nothing_where_something_is_wanted_is_told_with_what_to_do_about_it()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        pair.Right.Handle("log", () => { });
        NodePipeException error = await Assert.ThrowsAsync<NodePipeException>(() => pair.Left.InvokeAsync<int>("log"));
        Assert.Equal(
            "The function 'log' returned nothing (undefined or null), which is no System.Int32. Call it by InvokeAsync without a type "
            + "if it has no result, or take a type that may be null, such as int?, if it may have none.",
            error.Message);
        Assert.Null(await pair.Left.InvokeAsync<int?>("log"));
        Assert.Null(await pair.Left.InvokeAsync<string?>("log"));
        Assert.Equal(JsonValueKind.Null, (await pair.Left.InvokeAsync<JsonElement>("log")).ValueKind);
        await pair.Left.InvokeAsync("log");
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_stream_that_is_read_as_a_value_is_told_to_be_one()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        pair.Right.Handle("rows", () => AsyncEnumerable.Range(0, 3));
        const string Sentence = "The result of 'rows' is a stream and not a value. Read it by StreamAsync, with the type of its items, "
            + "or take it as an IAsyncEnumerable<T> or a Stream.";
        Assert.Equal(Sentence, (await Assert.ThrowsAsync<NodePipeException>(() => pair.Left.InvokeAsync<List<int>>("rows"))).Message);
        Assert.Equal(Sentence, (await Assert.ThrowsAsync<NodePipeException>(() => pair.Left.InvokeAsync<int>("rows"))).Message);
        Assert.Equal(Sentence, (await Assert.ThrowsAsync<NodePipeException>(() => pair.Left.InvokeAsync<JsonElement>("rows"))).Message);
        Assert.Equal([0, 1, 2], await pair.Left.StreamAsync<int>("rows").ToListAsync());
    }
}
