using System.Text.Json;
using System.Text.Json.Nodes;
using NodePipe.Errors;
using NodePipe.Rpc;
using Xunit;

namespace NodePipe.Tests.Rpc;

public sealed class MessageLimitTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task A_message_that_passes_the_peers_limit_fails_that_call_only()
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("give", (int length) => new string('x', length));
        peer.Start();
        await peer.HelloAsync(maxMessageLength: 200);
        ArgumentException error = await Assert.ThrowsAnyAsync<ArgumentException>(
            () => peer.Connection.InvokeAsync<int>("take", [new string('x', 300)]));
        Assert.Contains("200", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => peer.Connection.InvokeAsync<int>("take", [new string('x', 100), new string('x', 100)]));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => peer.Connection.InvokeAsync<int>("take", [new byte[2_000_000]]));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => peer.Connection.NotifyAsync("take", [new string('x', 300)]));

        await peer.SendAsync("""{"jsonrpc":"2.0","id":"a","method":"give","params":[300]}""");
        Assert.Equal(-32603, (await peer.ReadAsync())["error"]!["code"]!.GetValue<int>());
        Task<int> call = peer.Connection.InvokeAsync<int>("take", ["short"]);
        long id = (await peer.ReadAsync())["id"]!.GetValue<long>();
        await peer.SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"result":5}""");
        Assert.Equal(5, await call);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_limit_is_that_of_the_line_without_its_end()
    {
        string line = """{"jsonrpc":"2.0","id":1,"method":"take","params":["long enough text"]}""";
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync(maxMessageLength: line.Length);
        _ = peer.Connection.InvokeAsync<int>("take", ["long enough text"]);
        Assert.Equal(line, (await peer.ReadAsync()).ToJsonString());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => peer.Connection.InvokeAsync<int>("take", ["long enough text!"]));
        await peer.Connection.NotifyAsync("t", [new byte[1000]]);
        Assert.Equal("t", (await peer.ReadAsync())["method"]!.GetValue<string>());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_peer_that_passes_the_limit_is_told_and_the_connection_closes_with_an_error_that_names_it()
    {
        await using RawPeer peer = new RawPeer(new RpcOptions { MaxMessageLength = 1000 }).Start();
        Task<int> call = peer.Connection.InvokeAsync<int>("never");
        await peer.ReadAsync();
        await peer.SendAsync(new string(' ', 2000));
        JsonNode told = await peer.ReadAsync();
        Assert.Equal(-32600, told["error"]!["code"]!.GetValue<int>());
        NodeProtocolException error = await Assert.ThrowsAsync<NodeProtocolException>(() => call.WaitAsync(Limits.Wait));
        Assert.Contains("1000", error.Message, StringComparison.Ordinal);
        Assert.Null(await peer.ReadMessageAsync());
        await peer.Connection.Closed.WaitAsync(Limits.Wait);
        await Assert.ThrowsAsync<NodeProtocolException>(() => peer.Connection.InvokeAsync<int>("later"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_argument_513_deep_is_refused_by_the_handlers_side_and_512_is_not()
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("take", (JsonElement value) => value.ValueKind.ToString());
        peer.Start();
        foreach ((int depth, bool isAccepted) in ((int, bool)[])[(512, true), (513, false), (100_000, false)])
        {
            await peer.SendAsync(
                $$"""{"jsonrpc":"2.0","id":{{depth}},"method":"take","params":[{{new string('[', depth)}}{{new string(']', depth)}}]}""");
            JsonNode answer = await peer.ReadAsync();
            Assert.Equal(depth, answer["id"]!.GetValue<int>());
            Assert.Equal(isAccepted, answer["error"] is null);
            Assert.Equal(isAccepted ? null : -32602, answer["error"]?["code"]!.GetValue<int>());
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_result_513_deep_fails_that_call_and_512_does_not()
    {
        await using RawPeer peer = new RawPeer().Start();
        foreach ((int id, int depth) in ((int, int)[])[(1, 512), (2, 513), (3, 100_000)])
        {
            Task<JsonElement> call = peer.Connection.InvokeAsync<JsonElement>("give");
            await peer.ReadAsync();
            await peer.SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"result":{{new string('[', depth)}}{{new string(']', depth)}}}""");
            if (depth == 512)
            {
                Assert.Equal(JsonValueKind.Array, (await call).ValueKind);
            }
            else
            {
                await Assert.ThrowsAsync<NodePipeException>(() => call.WaitAsync(Limits.Wait));
            }
        }
    }

    [Fact]
    public void Wrong_options_are_all_named_at_once()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new RpcConnection(
            Stream.Null, Stream.Null, new RpcOptions { CallTimeout = TimeSpan.Zero, MaxMessageLength = 0, MaxOpenCalls = -1 }));
        foreach (string name in (string[])["CallTimeout", "MaxMessageLength", "MaxOpenCalls"])
        {
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }
    }
}
