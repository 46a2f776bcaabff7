using System.Text.Json.Nodes;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>A side sends only what the other's hello names.</summary>
public sealed class FeatureTests
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly string[] OnlyCancel = ["cancel"];

    [Fact(Timeout = Limits.Test)]
    public async Task A_peer_that_names_only_cancel_gets_cancels_traces_and_otherwise_plain_values()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync(features: OnlyCancel);
        using CancellationTokenSource cancelled = new();
        CallOptions options = new() { OnProgress = _ => { }, TraceParent = Trace };
        byte[] bytes = [1, 2, 3];
        string text = new('é', 100_000);
        Task call = peer.Connection.InvokeAsync("take", [bytes, text], options, cancelled.Token);
        (JsonNode request, byte[][] attachments) = (await peer.ReadMessageAsync())!.Value;
        Assert.Empty(attachments);
        Assert.Equal(["jsonrpc", "id", "traceparent", "method", "params"], request.AsObject().Select(member => member.Key));
        Assert.Equal([Convert.ToBase64String(bytes), text], request["params"]!.AsArray().Select(value => value!.GetValue<string>()));

        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal("$/cancelRequest", (await peer.ReadAsync())["method"]!.GetValue<string>());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_needs_a_feature_that_the_peer_did_not_name_is_an_error_that_names_it()
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("numbers", () => AsyncEnumerable.Range(0, 5));
        peer.Start();
        await peer.HelloAsync(features: OnlyCancel);
        (object Value, string Feature)[] unsendable =
            [(AsyncEnumerable.Range(0, 5), "streams"), (new MemoryStream(), "streams"), (() => 1, "callbacks"), (new Progress<int>(), "callbacks")];
        foreach ((object value, string feature) in unsendable)
        {
            ArgumentException error = await Assert.ThrowsAnyAsync<ArgumentException>(() => peer.Connection.InvokeAsync<int>("take", [value]));
            Assert.Contains($"the other side cannot take: its hello does not name {feature}", error.Message, StringComparison.Ordinal);
        }

        await peer.SendAsync("""{"jsonrpc":"2.0","id":"a","method":"numbers"}""");
        Assert.Equal(-32603, (await peer.ReadAsync())["error"]!["code"]!.GetValue<int>());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_peer_that_does_not_name_cancel_or_progress_gets_neither()
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("work", (HandlerContext context) => context.Progress(1));
        peer.Start();
        await peer.HelloAsync(features: ["streams"]);
        using CancellationTokenSource cancelled = new();
        Task call = peer.Connection.InvokeAsync("slow", [], cancelled.Token);
        await peer.ReadAsync();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await peer.SendAsync("""{"jsonrpc":"2.0","id":"w","method":"work","$progress":true}""");
        Assert.Equal("w", (await peer.ReadAsync())["id"]?.GetValue<string>());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_peer_of_another_version_is_a_plain_peer()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync(version: 2);
        _ = peer.Connection.InvokeAsync("take", [new byte[] { 1, 2, 3 }], new CallOptions { TraceParent = Trace });
        JsonNode request = await peer.ReadAsync();
        Assert.True(
            JsonNode.DeepEquals(request, JsonNode.Parse("""{"jsonrpc":"2.0","id":1,"method":"take","params":["AQID"]}""")),
            request.ToJsonString());

        await using RawPeer answering = new RawPeer().Start();
        Task<PeerInfo?> hello = answering.Connection.HelloAsync();
        await answering.ReadAsync();
        await answering.SendAsync("""{"jsonrpc":"2.0","id":1,"result":{"version":2,"features":["streams"],"maxMessageLength":99}}""");
        Assert.Null(await hello);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Calls_that_come_right_behind_the_answer_to_the_hello_find_the_features()
    {
        // So many in one write that the first of them run while the reader still has the others to look at.
        const int Calls = 500;
        await using RawPeer peer = new();
        peer.Connection.Handle("numbers", () => AsyncEnumerable.Range(0, 5));
        peer.Start();
        Task<PeerInfo?> hello = peer.Connection.HelloAsync();
        await peer.ReadAsync();
        await peer.SendAsync(string.Join('\n', Enumerable.Range(1, Calls)
            .Select(id => $$"""{"jsonrpc":"2.0","id":"{{id}}","method":"numbers"}""")
            .Prepend("""{"jsonrpc":"2.0","id":1,"result":{"version":1,"features":["streams"]}}""")));
        for (int answers = 0; answers < Calls; answers++)
        {
            Assert.NotNull((await peer.ReadAsync())["result"]?["$stream"]);
        }

        await hello;
    }
}
