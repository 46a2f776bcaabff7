using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace NodePipe.Tests.Rpc;

public sealed class LineTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Lines_of_text_go_to_the_handler_in_order_with_bad_bytes_replaced()
    {
        ConcurrentQueue<string> lines = new();
        await using RawPeer peer = new(new RpcOptions { OnText = lines.Enqueue });
        peer.Connection.Handle("echo", (int value) => value);
        peer.Start();
        await peer.SendBytesAsync(Encoding.UTF8.GetBytes("first\r\n\n  \nécho\n"));
        await peer.SendBytesAsync(new byte[] { (byte)'a', 0xff, (byte)'b', (byte)'\n' });
        await peer.SendAsync("""  {"jsonrpc":"2.0","id":1,"method":"echo","params":[7]}""");
        Assert.Equal(7, (await peer.ReadAsync())["result"]!.GetValue<int>());
        await Limits.UntilAsync(() => lines.Count == 5, "five lines have come");
        Assert.Equal(["first", "", "  ", "écho", "a\ufffdb"], lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Without_a_handler_a_line_of_text_is_answered_by_an_error_and_the_connection_lives()
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("echo", (int value) => value);
        peer.Start();
        await peer.SendAsync("hello");
        JsonNode error = await peer.ReadAsync();
        Assert.Equal(-32700, error["error"]!["code"]!.GetValue<int>());
        Assert.True(error.AsObject().ContainsKey("id") && error["id"] is null);
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"echo","params":[7]}""");
        Assert.Equal(7, (await peer.ReadAsync())["result"]!.GetValue<int>());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_text_with_a_line_end_is_an_argument_error_and_nothing_is_sent()
    {
        await using RawPeer peer = new RawPeer().Start();
        await Assert.ThrowsAsync<ArgumentException>(() => peer.Connection.SendTextAsync("a\nb"));
        await Assert.ThrowsAsync<ArgumentException>(() => peer.Connection.SendTextAsync("a\rb"));
        await peer.Connection.NotifyAsync("next");
        Assert.Equal("next", (await peer.ReadAsync())["method"]!.GetValue<string>());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_text_handler_that_throws_does_not_end_the_connection()
    {
        await using RawPeer peer = new(new RpcOptions { OnText = _ => throw new InvalidOperationException("not today") });
        peer.Connection.Handle("echo", (int value) => value);
        peer.Start();
        await peer.SendAsync("hello");
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"echo","params":[7]}""");
        Assert.Equal(7, (await peer.ReadAsync())["result"]!.GetValue<int>());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Answers_to_nothing_are_dropped_or_handed_to_whom_asked_for_them()
    {
        ConcurrentQueue<string> unclaimed = new();
        await using RawPeer peer = new(new RpcOptions { OnUnclaimedAnswer = unclaimed.Enqueue });
        peer.Connection.Handle("echo", (int value) => value);
        peer.Start();
        string[] answers =
        [
            """{"jsonrpc":"2.0","id":99,"result":1}""", """{"jsonrpc":"2.0","id":"x","result":1}""",
            """{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}""", """{"id":98,"error":7,"jsonrpc":"2.0"}""",
        ];
        foreach (string answer in answers)
        {
            await peer.SendAsync(answer);
        }

        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"echo","params":[7]}""");
        Assert.Equal(7, (await peer.ReadAsync())["result"]!.GetValue<int>());
        await Limits.UntilAsync(() => unclaimed.Count == answers.Length, "all of them have come");
        Assert.Equal(answers, unclaimed);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"$/callback"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"$/callback","params":[]}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"$/callback","params":{"a":1}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"\ud800"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"echo","params":{"\ud800":1}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"echo","params":["\ud800"]}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"echo","params":[1e999]}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"nodepipe/hello"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"nodepipe/hello","params":{"version":"x"}}""")]
    [InlineData("""{"$streams":["x"],"jsonrpc":"2.0","id":1,"method":"echo","params":[1]}""")]
    [InlineData("""{"$streams":[[]],"jsonrpc":"2.0","id":1,"method":"echo","params":[1]}""")]
    [InlineData("""{"$bin":[],"$long":[],"jsonrpc":"2.0","id":1,"method":"echo","params":[1]}""")]
    public async Task Odd_requests_are_answered_and_the_connection_lives(string request)
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("echo", (int value) => value);
        peer.Start();
        await peer.SendAsync(request);
        JsonNode answer = await peer.ReadAsync();
        Assert.True(answer["id"] is null || answer["id"]!.GetValue<int>() == 1, answer.ToJsonString());
        await peer.SendAsync("""{"jsonrpc":"2.0","id":2,"method":"echo","params":[7]}""");
        Assert.Equal(7, (await peer.ReadAsync())["result"]!.GetValue<int>());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"jsonrpc":"2.0","method":"$/cancelRequest"}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":[1]}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"$/progress","params":[]}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"$/progress","params":["x",1]}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"$/stream/pull","params":[1]}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"$/stream/pull","params":[1,99999999999]}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"$/stream/items","params":[1,{}]}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"$/stream/end","params":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"$/unknown","params":[1]}""")]
    public async Task Odd_notifications_are_silence_and_the_connection_lives(string notification)
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("echo", (int value) => value);
        peer.Start();
        await peer.HelloAsync();
        await peer.SendAsync(notification);
        await peer.SendAsync("""{"jsonrpc":"2.0","id":2,"method":"echo","params":[7]}""");
        Assert.Equal(7, (await peer.ReadAsync())["result"]!.GetValue<int>());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_the_callers_own_type_throws_while_a_result_is_read_is_an_error_of_that_call()
    {
        await using RawPeer peer = new RawPeer().Start();
        Task<Fussy> call = peer.Connection.InvokeAsync<Fussy>("give");
        await peer.ReadAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"result":{"value":-1}}""");
        NodePipeException error = await Assert.ThrowsAsync<NodePipeException>(() => call.WaitAsync(Limits.Wait));
        Assert.Contains("'give'", error.Message, StringComparison.Ordinal);
        Task<int> next = peer.Connection.InvokeAsync<int>("next");
        await peer.ReadAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","id":2,"result":6}""");
        Assert.Equal(6, await next);
    }

    private sealed class Fussy
    {
        public int Value
        {
            get;
            set => field = value >= 0 ? value : throw new InvalidDataException("I take no negative numbers");
        }
    }
}
