using System.Text.Json.Nodes;
using Xunit;

namespace NodePipe.Tests.Rpc;

public sealed class BatchAnswerTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task An_answer_within_a_batch_holds_its_values_itself()
    {
        string text = new('x', 9000);
        await using RawPeer peer = new();
        peer.Connection.Handle("bytes", () => new byte[] { 1, 2, 3 });
        peer.Connection.Handle("text", () => text);
        peer.Connection.Handle("numbers", () => new Calls.Source(3));
        peer.Connection.Handle("stream", () => new MemoryStream([1]));
        peer.Start();
        await peer.HelloAsync();
        await peer.SendAsync("""
            [{"jsonrpc":"2.0","id":1,"method":"bytes"},{"jsonrpc":"2.0","id":2,"method":"text"},{"jsonrpc":"2.0","id":3,"method":"numbers"},{"jsonrpc":"2.0","id":4,"method":"stream"}]
            """);
        Dictionary<int, JsonNode> answers = (await peer.ReadAsync()).AsArray().ToDictionary(answer => answer!["id"]!.GetValue<int>(), answer => answer!);
        Assert.Equal("AQID", answers[1]["result"]!.GetValue<string>());
        Assert.Equal(text, answers[2]["result"]!.GetValue<string>());
        Assert.Equal(-32603, answers[3]["error"]!["code"]!.GetValue<int>());
        Assert.Equal(-32603, answers[4]["error"]!["code"]!.GetValue<int>());

        await peer.SendAsync("""{"jsonrpc":"2.0","id":5,"method":"bytes"}""");
        Assert.Equal([1, 2, 3], Assert.Single((await peer.ReadMessageAsync())!.Value.Attachments));
    }
}
