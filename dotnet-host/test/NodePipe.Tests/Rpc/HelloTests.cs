using System.Text.Json.Nodes;
using Xunit;

namespace NodePipe.Tests.Rpc;

public sealed class HelloTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task The_hello_names_version_features_and_the_longest_message()
    {
        await using RawPeer peer = new RawPeer(new RpcOptions { MaxMessageLength = 12_345 }).Start();
        Task<PeerInfo?> hello = peer.Connection.HelloAsync();
        JsonNode asked = await peer.ReadAsync();
        Assert.Equal("nodepipe/hello", asked["method"]!.GetValue<string>());
        Assert.Equal(1, asked["params"]!["version"]!.GetValue<int>());
        Assert.Equal(12_345, asked["params"]!["maxMessageLength"]!.GetValue<int>());
        Assert.Equal("dotnet", asked["params"]!["runtime"]!["name"]!.GetValue<string>());
        Assert.Contains("streams", asked["params"]!["features"]!.AsArray().Select(feature => feature!.GetValue<string>()));
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"result":{"version":1,"features":[],"maxMessageLength":99,"runtime":{"name":"test","io":1}}}""");
        Assert.Equal(new PeerInfo("test", null, null), await hello);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_error_as_the_answer_is_no_failure_even_of_a_peer_that_has_said_its_own_hello()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        Task<PeerInfo?> hello = peer.Connection.HelloAsync();
        await peer.ReadAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}""");
        Assert.Null(await hello);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_peer_that_tells_nothing_of_its_runtime_is_none_the_less_one_of_our_kind()
    {
        await using RawPeer peer = new RawPeer().Start();
        Task<PeerInfo?> hello = peer.Connection.HelloAsync();
        await peer.ReadAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"result":{"version":1,"features":[]}}""");
        Assert.Equal(new PeerInfo(null, null, null), await hello);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_peer_in_NET_tells_its_runtime()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync(withHello: false);
        Assert.Equal(new PeerInfo("dotnet", Environment.Version.ToString(), null), await pair.Left.HelloAsync());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_peer_that_answers_nothing_ends_the_hello_with_what_to_do_about_it()
    {
        ManualClock clock = new();
        await using RawPeer peer = new RawPeer(new RpcOptions { TimeProvider = clock }).Start();
        Task<PeerInfo?> hello = peer.Connection.HelloAsync();
        await peer.ReadAsync();
        clock.Advance(TimeSpan.FromSeconds(30));
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => hello.WaitAsync(Limits.Wait));
        Assert.StartsWith("The other side did not answer the hello within 00:00:30. It may speak no NodePipe", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Any_error_as_the_answer_means_a_plain_peer()
    {
        await using RawPeer peer = new RawPeer().Start();
        Task<PeerInfo?> hello = peer.Connection.HelloAsync();
        await peer.ReadAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"what?"}}""");
        Assert.Null(await hello);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_side_that_was_asked_never_asks_itself()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        Task<int> call = peer.Connection.InvokeAsync<int>("first");
        Assert.Equal("first", (await peer.ReadAsync())["method"]!.GetValue<string>());
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"result":5}""");
        Assert.Equal(5, await call);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Two_connections_find_each_other_to_be_of_one_kind()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        pair.Right.Handle("sum", async (IAsyncEnumerable<int> numbers) => await numbers.SumAsync());
        pair.Left.Handle("numbers", () => AsyncEnumerable.Range(0, 1000));
        Assert.Equal(499_500, await pair.Left.InvokeAsync<int>("sum", [AsyncEnumerable.Range(0, 1000)]));
        Assert.Equal(Enumerable.Range(0, 1000), await pair.Right.StreamAsync<int>("numbers").ToListAsync());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_request_right_behind_the_hello_is_answered_by_its_rules()
    {
        const string Messages = """
            {"jsonrpc":"2.0","id":"hello","method":"nodepipe/hello","params":{"version":1,"features":["attachments"]}}
            {"jsonrpc":"2.0","id":1,"method":"bytes"}

            """;
        for (int i = 0; i < 20; i++)
        {
            await using RawPeer peer = new();
            peer.Connection.Handle("bytes", () => new byte[] { 7 });
            await peer.Start().SendBytesAsync(System.Text.Encoding.UTF8.GetBytes(Messages));
            Assert.Equal("hello", (await peer.ReadAsync())["id"]!.GetValue<string>());
            Assert.Equal([7], Assert.Single((await peer.ReadMessageAsync())!.Value.Attachments));
        }
    }
}
