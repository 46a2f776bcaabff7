using System.Text;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>Messages that are cheap to send and would be dear to take.</summary>
public sealed class GreedyPeerTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task A_stream_whose_number_is_announced_again_ends_and_the_newer_one_is_read()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        Task<List<int>> first = peer.Connection.StreamAsync<int>("first").ToListAsync().AsTask();
        await peer.ReadAsync();
        await peer.SendAsync("""{"$streams":[5],"jsonrpc":"2.0","id":1,"result":{"$stream":5}}""");
        await peer.ReadAsync();
        Task<List<int>> second = peer.Connection.StreamAsync<int>("second").ToListAsync().AsTask();
        await peer.ReadAsync();
        await peer.SendAsync("""{"$streams":[5],"jsonrpc":"2.0","id":2,"result":{"$stream":5}}""");
        Assert.Equal("$/stream/pull", (await peer.ReadAsync())["method"]!.GetValue<string>());
        NodeProtocolException error = await Assert.ThrowsAsync<NodeProtocolException>(() => first.WaitAsync(Limits.Wait));
        Assert.Equal("The stream 5 was announced twice.", error.Message);
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"$/stream/items","params":[5,[1,2]]}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"$/stream/end","params":[5]}""");
        Assert.Equal([1, 2], await second.WaitAsync(Limits.Wait));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task More_attachments_than_a_message_may_have_end_the_connection_however_short_they_are()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        Task<int> call = peer.Connection.InvokeAsync<int>("never");
        await peer.ReadAsync();
        string zeros = string.Join(',', Enumerable.Repeat(0, 65_537));
        await peer.SendAsync($$"""{"$bin":[{{zeros}}],"jsonrpc":"2.0","id":1,"result":1}""");
        NodeProtocolException error = await Assert.ThrowsAsync<NodeProtocolException>(() => call.WaitAsync(Limits.Wait));
        Assert.Equal("A message announces more than 65536 attachments.", error.Message);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Values_that_are_only_announced_count_for_what_it_takes_to_wait_for_them()
    {
        const int Limit = 1_000_000;
        await using RawPeer peer = new RawPeer(new RpcOptions { MaxMessageLength = Limit, MaxBufferedBytes = 4 * Limit }).Start();
        await peer.HelloAsync();
        Task<int> call = peer.Connection.InvokeAsync<int>("never");
        await peer.ReadAsync();
        string values = string.Join(',', Enumerable.Range(1, 30_000).Select(number => $"[{number},1]"));
        await peer.SendAsync("""{"$bin":[],"$long":[[0,1]],"jsonrpc":"2.0","method":"x","params":[]}""");
        await peer.SendAsync($$"""{"$bin":[],"$long":[{{values}}],"jsonrpc":"2.0","method":"x","params":[]}""");
        await Assert.ThrowsAsync<NodeProtocolException>(() => call.WaitAsync(Limits.Wait));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Very_many_markers_are_looked_up_without_a_search_for_each()
    {
        // By a search for each it would take many minutes.
        const int Count = 1_000_000;
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        Task<int> call = peer.Connection.InvokeAsync<int>("first");
        await peer.ReadAsync();
        StringBuilder line = new("""{"jsonrpc":"2.0","$callbacks":[""");
        line.AppendJoin(',', Enumerable.Range(0, Count)).Append("""],"id":99999,"result":[""");
        line.AppendJoin(',', Enumerable.Range(0, Count).Select(number => $$"""{"$callback":{{Count - 1 - number}}}""")).Append("]}");
        await peer.SendAsync(line.ToString());
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"result":1}""");
        Assert.Equal(1, await call.WaitAsync(TimeSpan.FromSeconds(40)));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_result_that_is_no_UTF8_is_none_whatever_it_is_read_as(bool isRead)
    {
        await using RawPeer peer = new RawPeer().Start();
        Task call = isRead ? peer.Connection.InvokeAsync<System.Text.Json.JsonElement>("first") : peer.Connection.InvokeAsync("first");
        await peer.ReadAsync();
        await peer.SendBytesAsync((byte[])[.. "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\""u8, 0xff, .. "\"}\n"u8]);
        await Assert.ThrowsAsync<NodeProtocolException>(() => call.WaitAsync(Limits.Wait));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_answer_to_an_answer_that_is_none_names_no_call_of_the_peer()
    {
        await using RawPeer peer = new RawPeer().Start();
        Task<int> call = peer.Connection.InvokeAsync<int>("first");
        await peer.ReadAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1}""");
        Assert.Null((await peer.ReadAsync())["id"]);
        await Assert.ThrowsAsync<NodeProtocolException>(() => call.WaitAsync(Limits.Wait));
    }
}
