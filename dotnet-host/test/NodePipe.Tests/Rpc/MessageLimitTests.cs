using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace NodePipe.Tests.Rpc;

public sealed class MessageLimitTests
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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
    public async Task It_is_so_for_an_error_and_for_the_items_of_a_stream()
    {
        string error = """{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"There is no function 'unknown'; there are f."}}""";
        await using RawPeer refusing = new();
        refusing.Connection.Handle("f", () => 1);
        refusing.Start();
        await refusing.HelloAsync(maxMessageLength: error.Length);
        await refusing.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"unknown"}""");
        Assert.Equal(error, (await refusing.ReadAsync()).ToJsonString(Readable));

        string items = """{"jsonrpc":"2.0","method":"$/stream/items","params":[1,["a text that fills the line"]]}""";
        await using RawPeer giving = new();
        giving.Connection.Handle("give", () => ((string[])["a text that fills the line"]).ToAsyncEnumerable());
        giving.Start();
        await giving.HelloAsync(maxMessageLength: items.Length);
        await giving.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"give"}""");
        await giving.ReadAsync();
        await giving.SendAsync("""{"jsonrpc":"2.0","method":"$/stream/pull","params":[1,64]}""");
        Assert.Equal(items, (await giving.ReadAsync()).ToJsonString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_error_that_passes_the_peers_limit_loses_its_details_then_the_end_of_its_text()
    {
        const int Limit = 500;
        await using RawPeer peer = new();
        peer.Connection.Handle("fail", int (int length) => throw new InvalidOperationException(string.Concat(Enumerable.Repeat("😀", length))));
        peer.Connection.Handle("failLater", FailLater);
        peer.Start();
        await peer.HelloAsync(maxMessageLength: Limit);
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"fail","params":[20]}""");
        JsonNode whole = (await peer.ReadAsync())["error"]!;
        Assert.Equal(20, whole["message"]!.GetValue<string>().EnumerateRunes().Count());
        Assert.Null(whole["data"]);

        await peer.SendAsync("""{"jsonrpc":"2.0","id":2,"method":"fail","params":[3000]}""");
        Assert.InRange(TextLength((await peer.ReadAsync())["error"]!), Limit / 4, Limit);

        await peer.SendAsync("""{"jsonrpc":"2.0","id":3,"method":"failLater"}""");
        await peer.ReadAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"$/stream/pull","params":[1,64]}""");
        Assert.Equal("$/stream/items", (await peer.ReadAsync())["method"]!.GetValue<string>());
        JsonNode end = await peer.ReadAsync();
        Assert.Equal("$/stream/end", end["method"]!.GetValue<string>());
        Assert.InRange(TextLength(end["params"]![1]!), Limit / 4, Limit);

        static int TextLength(JsonNode error)
        {
            Assert.Equal(-32000, error["code"]!.GetValue<int>());
            string text = error["message"]!.GetValue<string>();
            Assert.DoesNotContain('\uFFFD', text);
            return Encoding.UTF8.GetByteCount(text);
        }

        static async IAsyncEnumerable<int> FailLater()
        {
            yield return 1;
            await Task.Yield();
            throw new InvalidOperationException(new string('y', 3000));
        }
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
        await peer.Connection.Wiring.End.Closed.WaitAsync(Limits.Wait);
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
