using System.Text.Json.Nodes;
using NodePipe.Framing;
using Xunit;

namespace NodePipe.Tests.Rpc;

public sealed class ConnectTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Handlers_are_there_before_the_first_message_and_each_side_knows_the_other()
    {
        (Endpoint first, Endpoint second) = Endpoint.CreatePair();
        Task<RpcConnection> connecting = RpcConnection.ConnectAsync(
            first, connection => connection.Handle("twice", (int value) => 2 * value), new RpcOptions { SaysHello = true });
        await using RpcConnection right = await RpcConnection.ConnectAsync(second);
        Task<int> early = right.InvokeAsync<int>("twice", [21]);
        await using RpcConnection left = await connecting.WaitAsync(Limits.Wait);
        Assert.Equal(42, await early.WaitAsync(Limits.Wait));
        Assert.Equal("dotnet", left.Peer?.RuntimeName);
        Assert.Null(right.Peer);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_plain_peer_is_used_without_a_hello()
    {
        (Endpoint near, Endpoint far) = Endpoint.CreatePair();
        await using RpcConnection connection = await RpcConnection.ConnectAsync(near);
        await using MessageChannel peer = new(far, new MessageChannelOptions { Framing = MessageFraming.Lines });
        Task<int> call = connection.InvokeAsync<int>("add", [1, 2]);
        ReadOnlyMemory<byte> message = await peer.ReadAllAsync().FirstAsync();
        Assert.Equal("add", JsonNode.Parse(message.Span)!["method"]!.GetValue<string>());
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"result":3}"""u8.ToArray());
        Assert.Equal(3, await call.WaitAsync(Limits.Wait));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_call_before_the_connection_reads_fails_at_once()
    {
        (Endpoint first, Endpoint second) = Endpoint.CreatePair();
        await using RpcConnection right = await RpcConnection.ConnectAsync(second);
        List<Exception> errors = [];
        await using RpcConnection left = await RpcConnection.ConnectAsync(first, connection =>
        {
            errors.Add(Assert.Throws<InvalidOperationException>(() => { _ = connection.InvokeAsync<int>("f"); }));
            errors.Add(Assert.Throws<InvalidOperationException>(() => connection.Invoke<int>("f")));
            errors.Add(Assert.Throws<InvalidOperationException>(() => { _ = connection.NotifyAsync("f"); }));
        });
        Assert.Equal(3, errors.Count);
        Assert.All(errors, error => Assert.Contains("does not read yet", error.Message, StringComparison.Ordinal));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_cannot_begin_closes_its_endpoint()
    {
        (Endpoint first, Endpoint second) = Endpoint.CreatePair();
        await using RpcConnection right = await RpcConnection.ConnectAsync(second);
        await Assert.ThrowsAsync<InvalidDataException>(
            () => RpcConnection.ConnectAsync(first, _ => throw new InvalidDataException("no")));
        await right.Completion.WaitAsync(Limits.Wait);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_is_given_up_or_refused_before_it_begins_closes_its_endpoint()
    {
        (Endpoint first, Endpoint second) = Endpoint.CreatePair();
        await using RpcConnection right = await RpcConnection.ConnectAsync(second);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RpcConnection.ConnectAsync(first, cancellationToken: new CancellationToken(canceled: true)));
        await right.Completion.WaitAsync(Limits.Wait);

        (Endpoint third, Endpoint fourth) = Endpoint.CreatePair();
        await using RpcConnection other = await RpcConnection.ConnectAsync(fourth);
        await Assert.ThrowsAsync<ArgumentException>(() => RpcConnection.ConnectAsync(third, null, new RpcOptions { MaxOpenCalls = 0 }));
        await other.Completion.WaitAsync(Limits.Wait);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_endpoint_in_use_is_left_to_who_uses_it()
    {
        (Endpoint first, Endpoint second) = Endpoint.CreatePair();
        await using RpcConnection right = await RpcConnection.ConnectAsync(second, connection => connection.Handle("f", () => 1));
        await using RpcConnection left = await RpcConnection.ConnectAsync(first);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => RpcConnection.ConnectAsync(first, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Equal(1, await left.InvokeAsync<int>("f").WaitAsync(Limits.Wait));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_disposed_endpoint_is_named_and_not_blamed_on_the_other_side()
    {
        (Endpoint first, _) = Endpoint.CreatePair();
        await first.DisposeAsync();
        ObjectDisposedException error = await Assert.ThrowsAsync<ObjectDisposedException>(() => RpcConnection.ConnectAsync(first));
        Assert.Equal(typeof(Endpoint).FullName, error.ObjectName);
        Assert.Throws<ObjectDisposedException>(() => new MessageChannel(first));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Why_it_cannot_begin_is_told_also_where_its_stream_cannot_be_closed()
    {
        Endpoint endpoint = Endpoint.FromStreams(Stream.Null, new Unclosable());
        await Assert.ThrowsAsync<InvalidDataException>(
            () => RpcConnection.ConnectAsync(endpoint, _ => throw new InvalidDataException("no")));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_hello_that_is_given_up_closes_the_endpoint()
    {
        (Endpoint near, Endpoint far) = Endpoint.CreatePair();
        await using MessageChannel peer = new(far);
        using CancellationTokenSource source = new();
        Task<RpcConnection> connecting = RpcConnection.ConnectAsync(near, null, new RpcOptions { SaysHello = true }, source.Token);
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> messages = peer.ReadAllAsync().GetAsyncEnumerator();
        Assert.True(await messages.MoveNextAsync());
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WaitAsync(Limits.Wait));
        while (await messages.MoveNextAsync())
        {
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_is_used_too_late_is_named_as_its_user_holds_it()
    {
        (Endpoint first, Endpoint second) = Endpoint.CreatePair();
        await using RpcConnection right = await RpcConnection.ConnectAsync(second);
        RpcConnection left = await RpcConnection.ConnectAsync(first);
        Task<int> open = left.InvokeAsync<int>("never");
        await left.DisposeAsync();
        string holder = typeof(RpcConnection).FullName!;
        Assert.Equal(holder, (await Assert.ThrowsAsync<ObjectDisposedException>(() => left.InvokeAsync<int>("f"))).ObjectName);
        Assert.Equal(holder, (await Assert.ThrowsAsync<ObjectDisposedException>(() => open.WaitAsync(Limits.Wait))).ObjectName);
        Assert.Throws<ArgumentException>("name", () => { _ = right.InvokeAsync(""); });
        Assert.Throws<ArgumentException>("name", () => { _ = right.NotifyAsync(""); });
    }

    private sealed class Unclosable : MemoryStream
    {
        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            throw new IOException("It does not close.");
        }
    }
}
