using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>How deep the values of a peer may be nested that does not keep to the limit itself.</summary>
public sealed class DepthTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData(512, true)]
    [InlineData(513, false)]
    [InlineData(100_000, false)]
    public async Task An_item_that_is_too_deep_ends_its_stream_and_nothing_else(int depth, bool isTaken)
    {
        await using RawPeer peer = new();
        TaskCompletionSource<Exception?> ended = new();
        peer.Connection.Handle("read", async (IAsyncEnumerable<Node> nodes) =>
        {
            try
            {
                Assert.Equal(1, await nodes.CountAsync());
                ended.SetResult(null);
            }
            catch (Exception error)
            {
                ended.SetResult(error);
            }
        });
        await StartStreamAsync(peer);
        string item = string.Concat(Enumerable.Repeat("{\"n\":", depth - 1)) + "{}" + new string('}', depth - 1);
        await peer.SendAsync($$"""{"jsonrpc":"2.0","method":"$/stream/items","params":[1,[{{item}}]]}""");
        await EndAsync(peer, isTaken);
        Exception? error = await ended.Task.WaitAsync(Limits.Wait);
        Assert.Equal(isTaken, error is null);
        Assert.True(isTaken || error!.Message.Contains("512", StringComparison.Ordinal), error?.Message);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(511, true)]
    [InlineData(512, false)]
    [InlineData(100_000, false)]
    public async Task So_does_one_without_a_type_around_bytes(int depth, bool isTaken)
    {
        await using RawPeer peer = new();
        TaskCompletionSource<Exception?> ended = new();
        peer.Connection.Handle("read", async (IAsyncEnumerable<JsonElement> values) =>
        {
            try
            {
                Assert.Equal(1, await values.CountAsync());
                ended.SetResult(null);
            }
            catch (Exception error)
            {
                ended.SetResult(error);
            }
        });
        await StartStreamAsync(peer);
        string item = $$"""{{new string('[', depth)}}{"$bin":0}{{new string(']', depth)}}""";
        await peer.SendBytesAsync(Encoding.UTF8.GetBytes(
            $$"""{"$bin":[1],"jsonrpc":"2.0","method":"$/stream/items","params":[1,[{{item}}]]}""" + "\na"));
        await EndAsync(peer, isTaken);
        Exception? error = await ended.Task.WaitAsync(Limits.Wait);
        Assert.Equal(isTaken, error is null);
        Assert.True(isTaken || error!.Message.Contains("512", StringComparison.Ordinal), error?.Message);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Progress_that_is_too_deep_is_dropped_and_the_call_goes_on()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        List<string> reports = [];
        CallOptions options = new() { OnProgress = value => reports.Add(value.GetRawText()) };
        Task<int> call = peer.Connection.InvokeAsync<int>("work", [], options);
        await peer.ReadAsync();
        await peer.SendAsync($$"""{"jsonrpc":"2.0","method":"$/progress","params":[1,{{new string('[', 513)}}{{new string(']', 513)}}]}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"$/progress","params":[1,[2]]}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"result":3}""");
        Assert.Equal(3, await call);
        Assert.Equal(["[2]"], reports);
    }

    /// <summary>Calls "read" with a stream, and waits until its items are asked for.</summary>
    private static async Task StartStreamAsync(RawPeer peer)
    {
        await peer.Start().HelloAsync();
        await peer.SendAsync("""{"$streams":[1],"jsonrpc":"2.0","id":1,"method":"read","params":[{"$stream":1}]}""");
        Assert.Equal("$/stream/pull", (await peer.ReadAsync())["method"]!.GetValue<string>());
    }

    /// <summary>Ends the stream, or sees that the other side has cancelled it.</summary>
    private static async Task EndAsync(RawPeer peer, bool isTaken)
    {
        if (isTaken)
        {
            await peer.SendAsync("""{"jsonrpc":"2.0","method":"$/stream/end","params":[1]}""");
            return;
        }

        JsonNode refusal = await peer.ReadAsync();
        Assert.Equal("""{"jsonrpc":"2.0","method":"$/stream/cancel","params":[1]}""", refusal.ToJsonString());
    }

    private sealed class Node
    {
        public Node? N { get; init; }
    }
}
