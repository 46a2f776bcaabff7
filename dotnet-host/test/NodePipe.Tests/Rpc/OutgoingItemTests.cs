using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>The items of a sequence of this side, as they reach the other.</summary>
public sealed class OutgoingItemTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task What_was_made_before_a_sequence_throws_arrives_whether_it_waited_or_not()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        pair.Left.Handle("numbers", (bool waits) => Numbers(waits));
        foreach (bool waits in (bool[])[false, true])
        {
            List<int> items = [];
            NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(async () =>
            {
                await foreach (int item in pair.Right.StreamAsync<int>("numbers", [waits]))
                {
                    items.Add(item);
                }
            });
            Assert.Equal([1, 2], items);
            Assert.Contains("in the middle", error.Message, StringComparison.Ordinal);
        }

        static async IAsyncEnumerable<int> Numbers(bool waits)
        {
            yield return 1;
            yield return 2;
            if (waits)
            {
                await Task.Yield();
            }

            throw new InvalidDataException("in the middle");
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_source_may_use_the_same_object_again_for_its_next_item()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        pair.Left.Handle("bytes", (int length) => Reused(new byte[length], (bytes, i) => Array.Fill(bytes, (byte)i)));
        pair.Left.Handle("lists", () => Reused(new List<int>(), (list, i) => list.Add(i)));
        foreach (int length in (int[])[2, 64 * 1024, 100_000, 3 * 1024 * 1024])
        {
            List<byte[]> items = await pair.Right.StreamAsync<byte[]>("bytes", [length]).ToListAsync();
            Assert.Equal([1, 2, 3], items.Select(item => (int)item[0]));
            Assert.All(items, item => Assert.Single(item.Distinct()));
        }

        Assert.Equal([[1], [1, 2], [1, 2, 3]], await pair.Right.StreamAsync<int[]>("lists").ToListAsync());

        static async IAsyncEnumerable<T> Reused<T>(T item, Action<T, int> change)
        {
            for (int i = 1; i <= 3; i++)
            {
                change(item, i);
                yield return item;
            }

            await Task.CompletedTask;
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Items_that_cannot_go_in_one_message_go_in_several()
    {
        await using RawPeer peer = new();
        object[] items = [new Dictionary<string, int> { ["$bin"] = 0 }, new byte[] { 1, 2 }, new Dictionary<string, int> { ["$bin"] = 5 }, "last"];
        peer.Connection.Handle("mixed", () => items.ToAsyncEnumerable());
        peer.Start();
        await peer.HelloAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"mixed"}""");
        Assert.Equal(1, (await peer.ReadAsync())["result"]!["$stream"]!.GetValue<int>());
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"$/stream/pull","params":[1,64]}""");
        Assert.Equal("""[{"$bin":0}]""", (await peer.ReadAsync())["params"]![1]!.ToJsonString());
        (JsonNode bytes, byte[][] attachments) = (await peer.ReadMessageAsync())!.Value;
        Assert.Equal("""[{"$bin":0}]""", bytes["params"]![1]!.ToJsonString());
        Assert.Equal([1, 2], Assert.Single(attachments));
        Assert.Equal("""[{"$bin":5},"last"]""", (await peer.ReadAsync())["params"]![1]!.ToJsonString());
        Assert.Equal("[1]", (await peer.ReadAsync())["params"]!.ToJsonString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Items_together_stay_below_the_peers_limit()
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("texts", () => Enumerable.Repeat(new string('x', 100), 20).ToAsyncEnumerable());
        peer.Start();
        await peer.HelloAsync(maxMessageLength: 600);
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"texts"}""");
        await peer.ReadAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"$/stream/pull","params":[1,64]}""");
        int count = 0;
        while (count < 20)
        {
            JsonNode message = await peer.ReadAsync();
            Assert.InRange(JsonSerializer.Serialize(message).Length, 1, 600);
            count += message["params"]![1]!.AsArray().Count;
        }

        Assert.Equal("[1]", (await peer.ReadAsync())["params"]!.ToJsonString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_item_that_goes_in_a_message_of_its_own_keeps_its_stream()
    {
        await using RawPeer peer = new();
        object[] items = [new string('x', 300), new Holder(new MemoryStream([1, 2, 3]), new string('y', 300))];
        peer.Connection.Handle("mixed", () => items.ToAsyncEnumerable());
        peer.Start();
        await peer.HelloAsync(maxMessageLength: 800);
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"mixed"}""");
        await peer.ReadAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"$/stream/pull","params":[1,64]}""");
        await peer.ReadAsync();
        JsonNode second = await peer.ReadAsync();
        int stream = second["$streams"]![0]!.GetValue<int>();
        Assert.Equal(stream, second["params"]![1]![0]!["stream"]!["$stream"]!.GetValue<int>());
        Assert.Equal("[1]", (await peer.ReadAsync())["params"]!.ToJsonString());

        await peer.SendAsync($$"""{"jsonrpc":"2.0","method":"$/stream/pull","params":[{{stream}},64]}""");
        (JsonNode bytes, byte[][] attachments) = (await peer.ReadMessageAsync())!.Value;
        Assert.Equal("$/stream/items", bytes["method"]!.GetValue<string>());
        Assert.Equal([1, 2, 3], Assert.Single(attachments));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_item_513_deep_fails_the_stream_and_512_does_not()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        pair.Left.Handle("nested", (int depth) => ((object[])[1, Nested(depth)]).ToAsyncEnumerable());
        Assert.Equal(2, await pair.Right.StreamAsync<JsonElement>("nested", [512]).CountAsync());
        NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(
            async () => await pair.Right.StreamAsync<JsonElement>("nested", [513]).CountAsync());
        Assert.Contains("items[0]", error.Message, StringComparison.Ordinal);

        static JsonElement Nested(int depth) => JsonDocument.Parse(
            new string('[', depth) + new string(']', depth), new JsonDocumentOptions { MaxDepth = 1000 }).RootElement;
    }

    private sealed record Holder(Stream Stream, string Text);
}
