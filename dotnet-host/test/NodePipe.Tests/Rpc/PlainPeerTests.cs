using System.Text.Json.Nodes;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>A peer that knows JSON-RPC 2.0 and nothing else.</summary>
public sealed class PlainPeerTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task A_request_to_it_has_the_members_of_JSON_RPC_alone()
    {
        await using RawPeer peer = new RawPeer().Start();
        CallOptions options = new()
        {
            OnProgress = _ => { },
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };
        Task<int> call = peer.Connection.InvokeAsync<int>("add", [1, "two", null, true], options);
        JsonNode request = await peer.ReadAsync();
        Assert.True(
            JsonNode.DeepEquals(request, JsonNode.Parse("""{"jsonrpc":"2.0","id":1,"method":"add","params":[1,"two",null,true]}""")),
            request.ToJsonString());
        await peer.SendAsync("""{"result":3,"id":1,"jsonrpc":"2.0"}""");
        Assert.Equal(3, await call);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Arguments_by_name_are_an_object()
    {
        await using RawPeer peer = new RawPeer().Start();
        _ = peer.Connection.InvokeAsync<int>("subtract", CallArguments.ByName(new Dictionary<string, object?> { ["minuend"] = 42, ["subtrahend"] = 23 }));
        Assert.Equal("""{"minuend":42,"subtrahend":23}""", (await peer.ReadAsync())["params"]!.ToJsonString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Bytes_travel_as_base64_both_ways()
    {
        await using RawPeer peer = new RawPeer().Start();
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        Task<byte[]> call = peer.Connection.InvokeAsync<byte[]>("echo", [bytes, new { inner = bytes }]);
        (JsonNode request, byte[][] attachments) = (await peer.ReadMessageAsync())!.Value;
        Assert.Empty(attachments);
        Assert.Equal(Convert.ToBase64String(bytes), request["params"]![0]!.GetValue<string>());
        Assert.Equal(Convert.ToBase64String(bytes), request["params"]![1]!["inner"]!.GetValue<string>());
        await peer.SendAsync($$"""{"jsonrpc":"2.0","id":1,"result":"{{Convert.ToBase64String(bytes)}}"}""");
        Assert.Equal(bytes, await call);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_long_text_travels_as_a_string()
    {
        await using RawPeer peer = new RawPeer().Start();
        string text = new('é', 100_000);
        Task<string> call = peer.Connection.InvokeAsync<string>("echo", [text]);
        Assert.Equal(text, (await peer.ReadAsync())["params"]![0]!.GetValue<string>());
        await peer.SendAsync($$"""{"jsonrpc":"2.0","id":1,"result":"{{text}}"}""");
        Assert.Equal(text, await call);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Streams_and_functions_are_an_error_of_the_call_and_nothing_is_sent()
    {
        await using RawPeer peer = new RawPeer().Start();
        object[] unsendable = [AsyncEnumerable.Range(0, 5), new MemoryStream(), () => 1, new Progress<int>()];
        foreach (object value in unsendable)
        {
            ArgumentException error = await Assert.ThrowsAnyAsync<ArgumentException>(() => peer.Connection.InvokeAsync<int>("take", [value]));
            Assert.Contains("arguments[0]", error.Message, StringComparison.Ordinal);
            Assert.Contains("plain JSON-RPC peer", error.Message, StringComparison.Ordinal);
        }

        await peer.Connection.NotifyAsync("next");
        Assert.Equal("next", (await peer.ReadAsync())["method"]!.GetValue<string>());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cancelling_just_stops_waiting_and_a_late_answer_is_dropped()
    {
        await using RawPeer peer = new RawPeer().Start();
        using CancellationTokenSource cancelled = new();
        Task<int> call = peer.Connection.InvokeAsync<int>("slow", [], cancelled.Token);
        await peer.ReadAsync();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"result":5}""");
        Task<int> next = peer.Connection.InvokeAsync<int>("next");
        Assert.Equal("next", (await peer.ReadAsync())["method"]!.GetValue<string>());
        await peer.SendAsync("""{"jsonrpc":"2.0","id":2,"result":6}""");
        Assert.Equal(6, await next);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_handler_that_returns_a_stream_is_an_error_for_it()
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("numbers", () => AsyncEnumerable.Range(0, 5));
        peer.Start();
        await peer.SendAsync("""{"jsonrpc":"2.0","id":"a","method":"numbers"}""");
        Assert.Equal(-32603, (await peer.ReadAsync())["error"]!["code"]!.GetValue<int>());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Ids_come_back_as_they_came()
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("echo", (int value) => value);
        peer.Start();
        foreach (string id in (string[])["0", "-1", "1.5", "1e3", "9007199254740993", "\"\"", "\"1\"", "\"a\\u0062\\n\"", "\"日本\"", "null"])
        {
            await peer.SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"echo","params":[7]}""");
            JsonNode answer = await peer.ReadAsync();
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(id), answer["id"]), answer.ToJsonString());
            Assert.Equal(7, answer["result"]!.GetValue<int>());
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Every_shape_of_an_error_is_an_error_of_the_call()
    {
        await using RawPeer peer = new RawPeer().Start();
        (string Error, int Code)[] shapes =
        [
            ("""{"code":-5,"message":"no"}""", -5), ("""{"code":-5,"message":"no","data":[1]}""", -5), ("""{"message":"no"}""", -32603),
            ("{}", -32603), ("null", -32603), ("\"text\"", -32603), ("""{"code":"x","message":7}""", -32603),
            ("""{"code":-32000,"message":"\ud800"}""", -32000), ("""{"code":-32000,"message":"m","data":{"name":null}}""", -32000),
            ("""{"code":-32000,"message":"m","data":[[[[]]]]}""", -32000),
            ($$"""{"code":-32000,"message":"m","data":{{new string('[', 300)}}{{new string(']', 300)}}}""", -32000),
        ];
        for (int i = 0; i < shapes.Length; i++)
        {
            Task<int> call = peer.Connection.InvokeAsync<int>("fail");
            await peer.ReadAsync();
            await peer.SendAsync($$"""{"jsonrpc":"2.0","id":{{i + 1}},"error":{{shapes[i].Error}}}""");
            NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(() => call.WaitAsync(Limits.Wait));
            Assert.Equal(shapes[i].Code, error.RpcErrorCode);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Calls_of_it_in_a_batch_are_answered_by_a_batch()
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("echo", async (int value) =>
        {
            await Task.Yield();
            return value;
        });
        peer.Start();
        string[] requests = [.. Enumerable.Range(0, 100).Select(i => $$"""{"jsonrpc":"2.0","id":{{i}},"method":"echo","params":[{{i}}]}""")];
        await peer.SendAsync($"[{string.Join(',', requests)}]");
        JsonArray answers = (await peer.ReadAsync()).AsArray();
        Assert.Equal(Enumerable.Range(0, 100), answers.Select(answer => answer!["result"]!.GetValue<int>()).Order());
        Assert.All(answers, answer => Assert.Equal(answer!["id"]!.GetValue<int>(), answer["result"]!.GetValue<int>()));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":5,"error":null}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":"m"}}""")]
    [InlineData("""{"id":1,"result":5}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":garbage}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":}""")]
    public async Task An_answer_that_is_no_response_fails_its_call(string answer)
    {
        await using RawPeer peer = new RawPeer().Start();
        foreach (bool hasResult in (bool[])[true, false])
        {
            Task call = hasResult ? peer.Connection.InvokeAsync<int>("first") : peer.Connection.InvokeAsync("first");
            long id = (await peer.ReadAsync())["id"]!.GetValue<long>();
            await peer.SendAsync(answer.Replace("\"id\":1", $"\"id\":{id}", StringComparison.Ordinal));
            NodeProtocolException error = await Assert.ThrowsAsync<NodeProtocolException>(() => call.WaitAsync(Limits.Wait));
            Assert.Contains("'first'", error.Message, StringComparison.Ordinal);
            Assert.NotNull((await peer.ReadAsync())["error"]);
        }
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("1.0")]
    [InlineData("1e0")]
    public async Task An_answer_may_write_the_id_in_another_way(string id)
    {
        await using RawPeer peer = new RawPeer().Start();
        Task<int> call = peer.Connection.InvokeAsync<int>("first");
        await peer.ReadAsync();
        await peer.SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"result":5}""");
        Assert.Equal(5, await call.WaitAsync(Limits.Wait));
    }
}
