using NodePipe.Transport;
using Xunit;

namespace NodePipe.Tests.Rpc;

public sealed class EndTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task An_orderly_end_is_no_breach_of_the_protocol()
    {
        await using RawPeer peer = new RawPeer().Start();
        Task<int> call = peer.Connection.InvokeAsync<int>("never");
        await peer.ReadAsync();
        peer.End();
        NodePipeException error = await Assert.ThrowsAsync<NodePipeException>(() => call.WaitAsync(Limits.Wait));
        Assert.Equal("The other side closed the connection.", error.Message);
        await peer.Connection.Wiring.End.Closed.WaitAsync(Limits.Wait);
        foreach (Task late in (Task[])[
            peer.Connection.InvokeAsync<int>("late"), peer.Connection.NotifyAsync("late"), peer.Connection.SendTextAsync("late")])
        {
            error = await Assert.ThrowsAsync<NodePipeException>(() => late.WaitAsync(Limits.Wait));
            Assert.Equal("The other side closed the connection.", error.Message);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_stream_that_cannot_be_read_is_no_breach_of_the_protocol()
    {
        PipePair toPeer = PipePair.Create();
        await using RpcConnection connection = new(new BrokenStream(), toPeer.Writer);
        connection.Start();
        Task<int> call = connection.InvokeAsync<int>("never");
        NodePipeException error = await Assert.ThrowsAsync<NodePipeException>(() => call.WaitAsync(Limits.Wait));
        Assert.Equal("The connection failed: the cable is cut", error.Message);
        await toPeer.Reader.DisposeAsync();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_peer_that_closes_only_what_it_reads_is_named_as_the_reason()
    {
        ManualClock clock = new();
        PipePair toConnection = PipePair.Create();
        PipePair toPeer = PipePair.Create();
        await using RpcConnection connection = new(toConnection.Reader, toPeer.Writer, new RpcOptions { TimeProvider = clock });
        connection.Start();
        await toPeer.Reader.DisposeAsync();
        Task notification = connection.NotifyAsync("lost");
        await Limits.UntilAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return notification.IsCompleted;
            },
            "nobody knows why");
        NodePipeException error = await Assert.ThrowsAsync<NodePipeException>(() => notification);
        Assert.StartsWith("The message was not sent, for the other side no longer reads: ", error.Message, StringComparison.Ordinal);
        await toConnection.Writer.DisposeAsync();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_reason_of_an_end_is_told_also_where_it_is_long_in_the_finding()
    {
        ManualClock clock = new();
        PipePair toPeer = PipePair.Create();
        await using ExplainedStream input = new();
        await using RpcConnection connection = new(input, toPeer.Writer, new RpcOptions { TimeProvider = clock });
        connection.Start();
        await input.Asked.WaitAsync(Limits.Wait);
        Task notification = connection.NotifyAsync("lost");
        for (int turn = 0; turn < 20 && !notification.IsCompleted; turn++)
        {
            await Task.Yield();
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        input.Explain(new NodePipeException("it has fallen over"));
        NodePipeException error = await Assert.ThrowsAsync<NodePipeException>(() => notification.WaitAsync(Limits.Wait));
        Assert.Equal("it has fallen over", error.Message);
        await toPeer.Reader.DisposeAsync();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_notification_that_waits_for_room_ends_when_the_connection_is_disposed()
    {
        await using RawPeer peer = new RawPeer().Start();
        Task notification = peer.Connection.NotifyAsync("long", [new string('x', 1_000_000)]);
        Assert.False(notification.IsCompleted);
        await peer.Connection.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => notification.WaitAsync(Limits.Wait));
    }

    /// <summary>An end whose reason the test tells.</summary>
    private sealed class ExplainedStream : MemoryStream, IExplainedStream
    {
        private readonly TaskCompletionSource _asked = new();
        private readonly TaskCompletionSource<Exception> _reason = new();

        public Task Asked => _asked.Task;

        public void Explain(Exception reason) => _reason.SetResult(reason);

        public ByteSource OpenSource() => ByteSource.FromStream(this);

        public Task<Exception> ExplainEndAsync()
        {
            _asked.TrySetResult();
            return _reason.Task;
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("the cable is cut");
    }
}
