using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>The side that says a hello promises that its reader never waits.</summary>
public sealed class ReaderTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task It_goes_on_while_the_peer_reads_none_of_the_answers()
    {
        const int Calls = 2_000;
        string text = new('x', 5_000);
        await using RawPeer peer = new();
        peer.Connection.Handle("give", () => text);
        peer.Start();
        // Both pipes are full many times over before the first answer is read.
        for (int id = 1; id <= Calls; id++)
        {
            await peer.SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"give","params":[]}""");
        }

        HashSet<int> answered = [];
        while (answered.Count < Calls)
        {
            Assert.True(answered.Add((await peer.ReadAsync())["id"]!.GetValue<int>()));
        }
    }
}
