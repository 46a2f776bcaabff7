using System.Text.Json.Nodes;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class RpcExceptionTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task A_handler_answers_with_the_error_that_it_throws_and_nothing_else()
    {
        await using RawPeer peer = new RawPeer().Start();
        peer.Connection.Handle("bare", int () => throw new RpcException(7, "no é"));
        peer.Connection.Handle("data", async () =>
        {
            await Task.Yield();
            throw new RpcException(-32050, "no", new { Field = "age", Limits = new int?[] { 1, null } });
        });
        peer.Connection.Handle("text", (Delegate)(int () => throw new RpcException(409, "no", "taken")));
        peer.Connection.Handle("alone", int () => throw new AggregateException(new RpcException(8, "no", 1.5)));
        Assert.Equal("""{"code":7,"message":"no é"}""", await ErrorAsync(peer, "bare"));
        Assert.Equal("""{"code":-32050,"message":"no","data":{"field":"age","limits":[1,null]}}""", await ErrorAsync(peer, "data"));
        Assert.Equal("""{"code":409,"message":"no","data":"taken"}""", await ErrorAsync(peer, "text"));
        Assert.Equal("""{"code":8,"message":"no","data":1.5}""", await ErrorAsync(peer, "alone"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_error_whose_data_cannot_be_sent_arrives_without_it()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        peer.Connection.Handle("number", int () => throw new RpcException(7, "no", new[] { double.NaN }));
        peer.Connection.Handle("stream", int () => throw new RpcException(7, "no", new MemoryStream()));
        peer.Connection.Handle("function", int () => throw new RpcException(7, "no", new Func<int>(() => 1)));
        foreach (string function in (string[])["number", "stream", "function"])
        {
            Assert.Equal("""{"code":7,"message":"no"}""", await ErrorAsync(peer, function));
        }

        Assert.Equal(0, peer.Connection.Wiring.OutgoingStreams.Count);
        Assert.Equal(0, peer.Connection.Wiring.Callbacks.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_sequence_ends_with_the_error_that_it_throws()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        pair.Right.Handle("numbers", () => Numbers());
        List<int> numbers = [];
        NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(async () =>
        {
            await foreach (int number in pair.Left.StreamAsync<int>("numbers"))
            {
                numbers.Add(number);
            }
        });
        Assert.Equal([1], numbers);
        Assert.Equal(7, error.RpcErrorCode);
        Assert.Contains("no more", error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_module_gets_the_error_with_its_code(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", transport);
        node.Handle("refuse", int () => throw new RpcException(409, "the seat is taken"));
        JsonNode error = await node.InvokeAsync<JsonNode>("describe", ["refuse"]);
        Assert.Equal(409, error["rpcCode"]!.GetValue<int>());
        Assert.Contains("the seat is taken", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(error["remoteStack"]);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_cancelled_call_is_answered_as_its_handler_chooses()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        peer.Connection.Handle("wait", async (CancellationToken cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new RpcException(7, "given up");
        });
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"wait"}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}""");
        Assert.Equal("""{"code":7,"message":"given up"}""", Compact((await peer.ReadAsync())["error"]!));
    }

    private static async IAsyncEnumerable<int> Numbers()
    {
        yield return 1;
        await Task.Yield();
        throw new RpcException(7, "no more");
    }

    private static async Task<string> ErrorAsync(RawPeer peer, string function)
    {
        await peer.SendAsync($$"""{"jsonrpc":"2.0","id":1,"method":"{{function}}"}""");
        return Compact((await peer.ReadAsync())["error"]!);
    }

    private static string Compact(JsonNode node) => node.ToJsonString(
        new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
