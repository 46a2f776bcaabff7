using NodePipe.Rpc.Calls;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>What is still open, or only begins, when a connection ends: none of it waits for users' code or for ever.</summary>
public sealed class LateEndTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task A_listener_that_calls_the_peer_keeps_back_no_end()
    {
        Task<int>? second = null;
        RpcConnection? connection = null;
        TaskCompletionSource<Exception> inListener = new();
        await using RawPeer peer = new(new RpcOptions
        {
            OnText = _ =>
            {
                second = connection!.InvokeAsync<int>("never");
                inListener.SetResult(Assert.ThrowsAny<NodePipeException>(() => connection!.Invoke<int>("never")));
            },
        });
        connection = peer.Connection;
        peer.Start();
        Task<int> first = connection.InvokeAsync<int>("never");
        await peer.SendAsync("a text");
        await Limits.UntilAsync(() => second is not null, "the listener is called");
        peer.End();
        await Assert.ThrowsAsync<NodePipeException>(() => first.WaitAsync(Limits.Wait));
        await Assert.ThrowsAsync<NodePipeException>(() => second!.WaitAsync(Limits.Wait));
        await inListener.Task.WaitAsync(Limits.Wait);
        await connection.Wiring.End.Closed.WaitAsync(Limits.Wait);
        await Assert.ThrowsAsync<NodePipeException>(() => connection.InvokeAsync<int>("late").WaitAsync(Limits.Wait));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_listener_that_never_returns_keeps_back_no_end()
    {
        using ManualResetEventSlim released = new();
        await using RawPeer peer = new RawPeer(new RpcOptions { OnText = _ => released.Wait() }).Start();
        await peer.SendAsync("a text");
        await peer.SendAsync("another");
        peer.End();
        await peer.Connection.Wiring.End.Closed.WaitAsync(Limits.Wait);
        released.Set();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Texts_that_came_before_the_end_are_handed_on_before_it_is_told()
    {
        List<string> texts = [];
        await using RawPeer peer = new RawPeer(new RpcOptions { OnText = texts.Add }).Start();
        for (int i = 0; i < 100; i++)
        {
            await peer.SendAsync($"{i}");
        }

        peer.End();
        await peer.Connection.Wiring.End.Closed.WaitAsync(Limits.Wait);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), texts);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_stream_in_the_arguments_that_is_bound_after_the_end_fails_and_does_not_wait()
    {
        TaskCompletionSource closed = new();
        TaskCompletionSource<Exception?> read = new();
        await using RawPeer peer = new();
        peer.Connection.Handle("late", async (Late late, IAsyncEnumerable<int> items) =>
            read.SetResult(await Record.ExceptionAsync(() => items.ToListAsync().AsTask())));
        Late.Until = () => closed.Task.Wait(Limits.Wait);
        peer.Start();
        await peer.HelloAsync();
        await peer.SendAsync("""{"$streams":[1],"jsonrpc":"2.0","id":1,"method":"late","params":["x",{"$stream":1}]}""");
        await Limits.UntilAsync(() => Late.IsReading, "the first argument is being read");
        peer.End();
        await peer.Connection.Wiring.End.Closed.WaitAsync(Limits.Wait);

        // What could not be written has been found out before: it is not that which ends the stream.
        await Assert.ThrowsAsync<NodePipeException>(() => peer.Connection.NotifyAsync("lost").WaitAsync(Limits.Wait));
        closed.SetResult();
        Assert.IsType<NodePipeException>(await read.Task.WaitAsync(Limits.Wait));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_sequence_that_the_peer_reads_is_left_when_the_connection_ends()
    {
        Endless endless = new();
        await using RawPeer peer = new();
        peer.Connection.Handle("items", () => endless.Items());
        peer.Start();
        await Endless.BeginAsync(peer);
        peer.End();
        await endless.Left.WaitAsync(Limits.Wait);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_call_that_is_taken_in_after_the_end_is_cancelled_from_the_start()
    {
        await using RpcConnection connection = new(Stream.Null, Stream.Null);
        IncomingCalls calls = connection.Wiring.IncomingCalls;
        calls.CancelAll();
        IncomingCall late = new(calls, null, new Handler(_ => new ValueTask<object?>()), new Arguments(default, null));
        Assert.True(calls.TryAdd(late));
        Assert.True(late.CancellationToken.IsCancellationRequested);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_token_of_every_handler_is_cancelled_when_the_connection_ends(bool isRequest)
    {
        TaskCompletionSource begun = new();
        TaskCompletionSource cancelled = new();
        await using RawPeer peer = new();
        peer.Connection.Handle("wait", async (CancellationToken cancellationToken) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancelled.SetResult();
        });
        peer.Start();
        await peer.SendAsync(isRequest ? """{"jsonrpc":"2.0","id":1,"method":"wait"}""" : """{"jsonrpc":"2.0","method":"wait"}""");
        await begun.Task.WaitAsync(Limits.Wait);
        peer.End();
        await cancelled.Task.WaitAsync(Limits.Wait);
    }

    /// <summary>An argument that is read for as long as the test wants.</summary>
    [System.Text.Json.Serialization.JsonConverter(typeof(LateConverter))]
    private sealed record Late
    {
        public static Action Until { get; set; } = () => { };

        public static bool IsReading { get; set; }
    }

    private sealed class LateConverter : System.Text.Json.Serialization.JsonConverter<Late>
    {
        public override Late Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert, System.Text.Json.JsonSerializerOptions options)
        {
            Late.IsReading = true;
            Late.Until();
            return new Late();
        }

        public override void Write(System.Text.Json.Utf8JsonWriter writer, Late value, System.Text.Json.JsonSerializerOptions options) =>
            writer.WriteNullValue();
    }
}
