using Microsoft.Extensions.Logging;
using NodePipe.TestHost;
using NodePipe.Tests.Processes;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>What something else has written to the descriptor of the messages is told, and no call waits for ever because of it.</summary>
public sealed class TornLineTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("no line end")]
    [InlineData("{\"a\":")]
    public async Task A_call_whose_answer_came_behind_half_a_line_fails_and_the_others_go_on(string half)
    {
        ListLogger log = new();
        await using RawPeer peer = new RawPeer(new RpcOptions { LoggerFactory = new OneLogger(log) }).Start();
        Task<int> torn = peer.Connection.InvokeAsync<int>("torn");
        Task<int> whole = peer.Connection.InvokeAsync<int>("whole");
        await peer.ReadAsync();
        await peer.ReadAsync();
        await peer.SendAsync(half + """{"jsonrpc":"2.0","id":1,"result":1}""");
        NodeProtocolException error = await Assert.ThrowsAsync<NodeProtocolException>(() => torn.WaitAsync(Limits.Wait));
        Assert.Contains("The answer to 'torn' came behind something without a line end", error.Message, StringComparison.Ordinal);
        await peer.SendAsync("""{"jsonrpc":"2.0","id":2,"result":2}""");
        Assert.Equal(2, await whole.WaitAsync(Limits.Wait));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_line_that_nobody_takes_and_an_error_that_belongs_to_no_call_are_in_the_log()
    {
        ListLogger log = new();
        await using RawPeer peer = new RawPeer(new RpcOptions { LoggerFactory = new OneLogger(log) }).Start();
        await peer.SendAsync("stray output");
        await peer.SendAsync("more of it");
        await peer.SendAsync("""{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}""");
        await Limits.UntilAsync(() => log.Entries.Count == 2, "both are logged, the second line is not");
        Assert.All(log.Entries, entry => Assert.Equal(LogLevel.Warning, entry.Level));
        Assert.EndsWith("It begins with: stray output. Further ones are not logged", log.Entries.First().Text, StringComparison.Ordinal);
        Assert.Contains("\"Parse error\"", log.Entries.Last().Text, StringComparison.Ordinal);
    }
}
