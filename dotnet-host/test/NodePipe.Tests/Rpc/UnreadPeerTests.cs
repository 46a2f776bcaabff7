using NodePipe.Tests.Calls;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>A peer that no longer reads, and goes on living: every await settles.</summary>
public sealed class UnreadPeerTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Every_await_settles_where_the_peer_has_closed_what_it_reads()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        Task<int> earlier = peer.Connection.InvokeAsync<int>("read");
        await peer.ReadAsync();
        peer.StopReading();
        Task[] later =
        [
            peer.Connection.InvokeAsync<int>("lost"),
            peer.Connection.InvokeAsync<string>("long", [new string('x', 5_000_000)]),
            peer.Connection.NotifyAsync("lost"),
            peer.Connection.SendTextAsync("lost"),
            peer.Connection.StreamAsync<int>("lost").ToListAsync().AsTask(),
        ];
        foreach (Task task in later.Append(earlier))
        {
            NodePipeException error = await Assert.ThrowsAsync<NodePipeException>(() => task.WaitAsync(Limits.Wait));
            Assert.Contains("the other side no longer reads", error.Message, StringComparison.Ordinal);
        }

        Task<int> last = peer.Connection.InvokeAsync<int>("lost");
        Assert.True(last.IsFaulted);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_it_still_says_is_taken()
    {
        List<string> said = [];
        TaskCompletionSource done = new();
        await using RawPeer peer = new();
        peer.Connection.Handle("say", (string word) => said.Add(word));
        peer.Connection.Handle("done", done.SetResult);
        peer.Start();
        Task<int> answered = peer.Connection.InvokeAsync<int>("answered");
        await peer.ReadAsync();
        peer.StopReading();
        Task<int> lost = peer.Connection.InvokeAsync<int>("lost");
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"result":7}""");
        Assert.Equal(7, await answered.WaitAsync(Limits.Wait));
        await Assert.ThrowsAsync<NodePipeException>(() => lost.WaitAsync(Limits.Wait));
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"say","params":["still here"]}""");
        await Limits.UntilAsync(() => said.Count == 1, "the notification is handled");
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"done"}""");
        await done.Task.WaitAsync(Limits.Wait);
        Assert.False(peer.Connection.Wiring.End.Closed.IsCompleted);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_stream_that_is_being_read_ends_for_no_more_can_be_asked_of_it()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        IAsyncEnumerator<int> items = peer.Connection.StreamAsync<int>("numbers").GetAsyncEnumerator();
        ValueTask<bool> first = items.MoveNextAsync();
        await peer.ReadAsync();
        await peer.SendAsync("""{"$streams":[1],"jsonrpc":"2.0","id":1,"result":{"$stream":1}}""");
        await peer.ReadAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"$/stream/items","params":[1,[1]]}""");
        Assert.True(await first.AsTask().WaitAsync(Limits.Wait));
        peer.StopReading();
        Task notification = peer.Connection.NotifyAsync("lost");
        await Assert.ThrowsAsync<NodePipeException>(() => notification.WaitAsync(Limits.Wait));
        await Assert.ThrowsAsync<NodePipeException>(() => items.MoveNextAsync().AsTask().WaitAsync(Limits.Wait));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_sequence_that_it_has_read_is_left()
    {
        Endless endless = new();
        await using RawPeer peer = new();
        peer.Connection.Handle("items", () => endless.Items());
        peer.Start();
        await Endless.BeginAsync(peer);
        peer.StopReading();
        Task notification = peer.Connection.NotifyAsync("lost");
        await Assert.ThrowsAsync<NodePipeException>(() => notification.WaitAsync(Limits.Wait));
        await endless.Left.WaitAsync(Limits.Wait);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Calls_to_a_module_that_closes_its_descriptor_and_lives_on_end(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("silent.mjs", transport);
        Task<string> closing = node.InvokeAsync<string>("stopReading", [100]);

        // These are in the pipe when it is closed, and no later write could find out.
        Task<int>[] lost = [.. Enumerable.Range(0, 3).Select(_ => node.InvokeAsync<int>("never"))];
        Assert.Equal("deaf", await closing.WaitAsync(Limits.Wait));
        foreach (Task<int> call in lost)
        {
            // With fs streams node itself may end by it.
            NodePipeException error = await Assert.ThrowsAnyAsync<NodePipeException>(() => call.WaitAsync(Limits.Wait));
            Assert.True(error.Message.Contains("no longer reads", StringComparison.Ordinal) || (transport == ChildTransport.Fs && error is NodeExitedException));
        }

        await Assert.ThrowsAnyAsync<NodePipeException>(() => node.InvokeAsync<int>("echo", [1]).WaitAsync(Limits.Wait));
    }
}
