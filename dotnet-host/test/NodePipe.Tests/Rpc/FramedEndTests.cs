using System.Text.Json.Nodes;
using NodePipe.Framing;
using NodePipe.Tests.Channels;
using NodePipe.Tests.Framing;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>A connection in each framing, and at its other end a channel that writes and reads frames.</summary>
public sealed class FramedEndTests
{
    public static TheoryData<string, string> All => FramedConnections.All;

    public static TheoryData<string> Names => Framings.Names;

    [Theory(Timeout = Limits.Test), MemberData(nameof(All))]
    public async Task A_batch_is_answered_in_one_frame(string carrier, string framing)
    {
        (RpcConnection left, MessageChannel channel) = await StartAsync(carrier, framing);
        await using RpcConnection connection = left;
        await using MessageChannel peer = channel;
        connection.Handle("add", (int a, int b) => a + b);
        await peer.SendAsync(ChannelPair.Bytes(
            """[{"jsonrpc":"2.0","id":1,"method":"add","params":[1,2]},{"jsonrpc":"2.0","id":"x","method":"add","params":[3,4]}]"""));
        JsonArray answers = JsonNode.Parse((await ChannelPair.ReadAsync(peer))!)!.AsArray();
        Assert.Equal([3, 7], answers.Select(answer => answer!["result"]!.GetValue<int>()).Order());
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(All))]
    public async Task A_message_over_the_limit_is_told_and_ends_the_connection(string carrier, string framing)
    {
        (RpcConnection left, MessageChannel channel) = await StartAsync(carrier, framing, maxMessageLength: 1000);
        await using RpcConnection connection = left;
        await using MessageChannel peer = channel;
        Task<int> open = connection.InvokeAsync<int>("never");
        Assert.Contains("never", await ChannelPair.ReadAsync(peer), StringComparison.Ordinal);
        await peer.SendAsync(new byte[1001].Select(_ => (byte)'x').ToArray());
        JsonNode told = JsonNode.Parse((await ChannelPair.ReadAsync(peer))!)!;
        Assert.Equal(-32600, told["error"]!["code"]!.GetValue<int>());
        NodeProtocolException error = await Assert.ThrowsAsync<NodeProtocolException>(() => open.WaitAsync(Limits.Wait));
        Assert.Contains("limit of 1000 bytes", error.Message, StringComparison.Ordinal);
        Assert.Same(error, await Assert.ThrowsAsync<NodeProtocolException>(() => connection.Completion.WaitAsync(Limits.Wait)));
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(Names))]
    public async Task The_end_in_the_middle_of_a_frame_is_the_reason_of_the_end(string framing)
    {
        PipePair toConnection = PipePair.Create();
        PipePair toPeer = PipePair.Create();
        await using RpcConnection connection = new(
            Endpoint.FromStreams(toConnection.Reader, toPeer.Writer), FramedConnections.Options(framing));
        connection.Handle("note", (int _) => { });
        connection.Start();
        Task<int> open = connection.InvokeAsync<int>("first");
        Task<int> other = connection.InvokeAsync<int>("second");
        byte[] bytes = await Framings.WriteAsync(
            Framings.Named(framing), """{"jsonrpc":"2.0","id":1,"result":5}""", """{"jsonrpc":"2.0","id":2,"result":6}""");
        await toConnection.Writer.WriteAsync(bytes.AsMemory(..^5));
        await toConnection.Writer.DisposeAsync();
        Assert.Equal(5, await open.WaitAsync(Limits.Wait));
        NodePipeException error = await Assert.ThrowsAnyAsync<NodePipeException>(() => other.WaitAsync(Limits.Wait));
        if (Framings.Named(framing) != MessageFraming.Lines)
        {
            // The last line needs no end, so half of one is no JSON, and that is told.
            Assert.StartsWith("The connection ended in the middle of a frame: ", error.Message, StringComparison.Ordinal);
            Assert.Same(error, await Assert.ThrowsAsync<NodeProtocolException>(() => connection.Completion.WaitAsync(Limits.Wait)));
        }

        await connection.Wiring.End.Closed.WaitAsync(Limits.Wait);
        await toPeer.Reader.DisposeAsync();
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(All))]
    public async Task An_orderly_end_is_seen_on_both_sides(string carrier, string framing)
    {
        (RpcConnection left, RpcConnection right) = await FramedConnections.StartAsync(carrier, FramedConnections.Options(framing));
        await left.DisposeAsync();
        await left.Completion.WaitAsync(Limits.Wait);
        await right.Completion.WaitAsync(Limits.Wait);
        Assert.Equal(
            "The other side closed the connection.",
            (await Assert.ThrowsAsync<NodePipeException>(() => right.InvokeAsync("late").WaitAsync(Limits.Wait))).Message);
        await right.DisposeAsync();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_text_that_the_framing_cannot_carry_is_refused_and_nothing_is_sent()
    {
        (RpcConnection left, MessageChannel channel) = await StartAsync("pipes", nameof(MessageFraming.NulTerminated));
        await using RpcConnection connection = left;
        await using MessageChannel peer = channel;
        await Assert.ThrowsAsync<ArgumentException>(() => connection.SendTextAsync("a\0b"));
        await connection.SendTextAsync("whole");
        Assert.Equal("whole", await ChannelPair.ReadAsync(peer));
    }

    [Fact]
    public void An_endpoint_carries_one_connection()
    {
        (Endpoint first, _) = Endpoint.CreatePair();
        RpcConnection connection = new(first);
        Assert.Throws<InvalidOperationException>(() => new RpcConnection(first));
        Assert.Contains("Framing is null", Assert.Throws<ArgumentException>(() => new RpcConnection(first, new RpcOptions { Framing = null! })).Message, StringComparison.Ordinal);
        Assert.False(connection.Completion.IsCompleted);
    }

    private static async Task<(RpcConnection Connection, MessageChannel Peer)> StartAsync(
        string carrier, string framing, int maxMessageLength = FrameReader.DefaultMaxFrameLength)
    {
        (Endpoint first, Endpoint second) = await FramedConnections.CreatePairAsync(carrier);
        RpcConnection connection = new(first, FramedConnections.Options(framing, maxMessageLength));
        connection.Start();
        return (connection, new MessageChannel(second, new MessageChannelOptions { Framing = Framings.Named(framing) }));
    }
}
