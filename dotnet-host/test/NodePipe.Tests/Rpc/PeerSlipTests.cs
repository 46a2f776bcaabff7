using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>What a peer may write that the child of this project never does.</summary>
public sealed class PeerSlipTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"$bin":[],"$long":[[1,2],[1,2]],"jsonrpc":"2.0","id":1,"method":"echo","params":[[{"$bin":0},{"$bin":1}]]}""", "twice")]
    [InlineData("""{"$bin":[9223372036854775807,9223372036854775807,2],"jsonrpc":"2.0","id":1,"method":"echo","params":[1]}""", "1048576")]
    public async Task An_announcement_that_cannot_be_ends_the_connection_with_a_reason(string announcement, string says)
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        await peer.SendAsync(announcement);
        JsonNode told = await peer.ReadAsync();
        Assert.Equal(-32600, told["error"]!["code"]!.GetValue<int>());
        Assert.Contains(says, told["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(await peer.ReadMessageAsync());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"jsonrpc":"2.0","id":1}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":"both"}}""")]
    [InlineData("""{"id":1,"result":1}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":nul}""")]
    [InlineData("""{"jsonrpc":"1.0","id":1,"error":{"code":1,"message":"x"}}""")]
    public async Task What_was_meant_as_the_answer_to_a_call_and_is_none_fails_that_call_and_no_other(string answer)
    {
        await using RawPeer peer = new RawPeer().Start();
        Task<int> call = peer.Connection.InvokeAsync<int>("first");
        Task<int> other = peer.Connection.InvokeAsync<int>("second");
        await peer.SendAsync(answer);
        NodeProtocolException error = await Assert.ThrowsAsync<NodeProtocolException>(() => call.WaitAsync(Limits.Wait));
        Assert.StartsWith("The answer to 'first' is no response of JSON-RPC 2.0", error.Message, StringComparison.Ordinal);
        await peer.SendAsync("""{"jsonrpc":"2.0","id":2,"result":2}""");
        Assert.Equal(2, await other.WaitAsync(Limits.Wait));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_result_that_is_no_JSON_fails_its_call_also_where_nobody_looks_at_it()
    {
        await using RawPeer peer = new RawPeer().Start();
        Task call = peer.Connection.InvokeAsync("first");
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"result":nul}""");
        await Assert.ThrowsAsync<NodeProtocolException>(() => call.WaitAsync(Limits.Wait));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"x"}""")]
    [InlineData("""{"id":1,"params":[1]}""")]
    public async Task A_request_that_is_none_fails_no_call_of_its_number(string request)
    {
        await using RawPeer peer = new RawPeer().Start();
        Task<int> call = peer.Connection.InvokeAsync<int>("first");
        await peer.SendAsync(request);
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"result":1}""");
        Assert.Equal(1, await call.WaitAsync(Limits.Wait));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("$streams")]
    [InlineData("$callbacks")]
    public async Task An_announcement_of_what_is_no_number_announces_nothing(string member)
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("echo", (JsonElement value) => value);
        await peer.Start().HelloAsync();
        string nested = new string('[', 100) + new string(']', 100);
        await peer.SendAsync($$"""{"{{member}}":{{nested}},"jsonrpc":"2.0","id":1,"method":"echo","params":[{"$stream":1}]}""");
        Assert.Equal("""{"$stream":1}""", (await peer.ReadAsync())["result"]!.ToJsonString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Of_two_requests_with_one_id_the_later_can_be_cancelled_when_the_earlier_has_ended()
    {
        TaskCompletionSource<string> first = new();
        await using RawPeer peer = new();
        peer.Connection.Handle("first", () => first.Task);
        peer.Connection.Handle("wait", (CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        peer.Start();
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"first"}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"wait"}""");
        await Limits.UntilAsync(() => peer.Connection.Wiring.IncomingCalls.Count == 2, "both are open");
        first.SetResult("done");
        Assert.Equal("done", (await peer.ReadAsync())["result"]!.GetValue<string>());
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}""");
        Assert.Equal(-32800, (await peer.ReadAsync())["error"]!["code"]!.GetValue<int>());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_request_is_cancelled_by_the_member_id_and_no_other()
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("wait", (CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        await peer.Start().HelloAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","id":7,"method":"wait"}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","id":8,"method":"wait"}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"foo":7}}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"reason":{"id":7},"id":8}}""");
        Assert.Equal(8, (await peer.ReadAsync())["id"]!.GetValue<int>());
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":7}}""");
        JsonNode answer = await peer.ReadAsync();
        Assert.Equal(7, answer["id"]!.GetValue<int>());
        Assert.Equal(-32800, answer["error"]!["code"]!.GetValue<int>());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("3000000000")]
    [InlineData("1e30")]
    public async Task Credit_beyond_all_items_is_credit(string credit)
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("numbers", () => AsyncEnumerable.Range(1, 3));
        await peer.Start().HelloAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"numbers"}""");
        Assert.Equal("""{"$stream":1}""", (await peer.ReadAsync())["result"]!.ToJsonString());
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"$/stream/pull","params":[1,1]}""");
        await peer.SendAsync($$"""{"jsonrpc":"2.0","method":"$/stream/pull","params":[1,{{credit}}]}""");
        int items = 0;
        JsonNode message = await peer.ReadAsync();
        for (; message["method"]!.GetValue<string>() == "$/stream/items"; message = await peer.ReadAsync())
        {
            items += message["params"]![1]!.AsArray().Count;
        }

        Assert.Equal("$/stream/end", message["method"]!.GetValue<string>());
        Assert.Equal(3, items);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_request_that_is_cancelled_while_its_long_values_come_is_never_started()
    {
        await using RawPeer peer = new();
        int started = 0;
        peer.Connection.Handle("take", (byte[] bytes) => started += bytes.Length);
        await peer.Start().HelloAsync();
        foreach ((int id, bool isCancelled) in ((int, bool)[])[(5, true), (6, false)])
        {
            await peer.SendAsync(
                $$"""{"$bin":[],"$long":[[{{id}},2]],"jsonrpc":"2.0","id":{{id}},"method":"take","params":[{"$bin":0}]}""");
            if (isCancelled)
            {
                await peer.SendAsync($$$"""{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":{{{id}}}}}""");
            }

            await peer.SendBytesAsync(Encoding.UTF8.GetBytes(
                $$"""{"$bin":[2],"jsonrpc":"2.0","method":"$/chunk","params":[{{id}},{"$bin":0}]}""" + "\nab"));
            JsonNode answer = await peer.ReadAsync();
            Assert.Equal(id, answer["id"]!.GetValue<int>());
            Assert.Equal(isCancelled ? -32800 : null, answer["error"]?["code"]!.GetValue<int>());
        }

        Assert.Equal(2, started);
    }
}
