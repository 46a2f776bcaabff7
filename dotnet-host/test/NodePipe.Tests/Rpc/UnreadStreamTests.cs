using System.Text.Json.Nodes;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>A stream that nobody reads ends all the same, at both sides.</summary>
public sealed class UnreadStreamTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("items"), InlineData("bytes"), InlineData("fails"), InlineData("leaves")]
    public async Task A_stream_in_the_arguments_that_the_handler_did_not_begin_to_read_is_cancelled(string method)
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("items", (IAsyncEnumerable<byte[]> stream) => stream is null ? 0 : 1);
        peer.Connection.Handle("bytes", (Stream stream) => stream.CanRead ? 1 : 0);
        peer.Connection.Handle("fails", int (IAsyncEnumerable<byte[]> stream) => throw new InvalidOperationException("not today"));
        peer.Connection.Handle("leaves", (Stream stream) => stream.Dispose());
        peer.Start();
        await peer.HelloAsync();
        await peer.SendAsync($$$"""{"$streams":[9],"jsonrpc":"2.0","id":1,"method":"{{{method}}}","params":[{"$stream":9}]}""");
        JsonNode[] messages = [await peer.ReadAsync(), await peer.ReadAsync()];
        Assert.Single(messages, message => message["id"]?.GetValue<int>() == 1);
        JsonNode cancel = Assert.Single(messages, message => message["method"]?.GetValue<string>() == "$/stream/cancel");
        Assert.Equal("[9]", cancel["params"]!.ToJsonString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_answer_that_is_a_sequence_may_read_the_arguments_as_long_as_it_is_read()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        pair.Left.Handle("doubled", (IAsyncEnumerable<int> numbers) => numbers.Select(number => 2 * number));
        Assert.Equal([0, 2, 4], await pair.Right.StreamAsync<int>("doubled", [new Calls.Source(3)]).ToListAsync());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Reading_after_the_answer_is_an_error_that_says_so()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        IAsyncEnumerable<int>? kept = null;
        pair.Left.Handle("keep", (IAsyncEnumerable<int> numbers) => { kept = numbers; });
        Calls.Source source = new(3);
        await pair.Right.InvokeAsync("keep", [source]);
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await Limits.UntilAsync(() => pair.Right.Wiring.OutgoingStreams.Count == 0, "the source is given up");
            await kept!.ToListAsync();
        });
        Assert.Contains("answered", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, source.Made);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_stream_in_a_result_that_cannot_be_read_is_cancelled()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        Task<Mixed> call = peer.Connection.InvokeAsync<Mixed>("mixed");
        await peer.ReadAsync();
        await peer.SendAsync("""{"$streams":[7],"jsonrpc":"2.0","id":1,"result":{"items":{"$stream":7},"count":"no number"}}""");
        await Assert.ThrowsAsync<NodePipeException>(() => call);
        JsonNode cancel = await peer.ReadAsync();
        Assert.Equal("$/stream/cancel", cancel["method"]!.GetValue<string>());
        Assert.Equal("[7]", cancel["params"]!.ToJsonString());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("read"), InlineData("ignore"), InlineData("fail"), InlineData("unknown"), InlineData("hang")]
    public async Task A_stream_that_is_sent_is_disposed_once_read_or_not(string method)
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        using CancellationTokenSource cancelled = new();
        pair.Left.Handle("read", async (Stream stream) => await new StreamReader(stream).ReadToEndAsync());
        pair.Left.Handle("ignore", (Stream stream) => 1);
        pair.Left.Handle("fail", string (Stream stream) => throw new InvalidOperationException("not today"));
        pair.Left.Handle("hang", async (Stream stream, CancellationToken cancellationToken) =>
        {
            await cancelled.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        CountingStream sent = new();
        Exception? error = await Record.ExceptionAsync(() => pair.Right.InvokeAsync(method, [sent], cancelled.Token).WaitAsync(Limits.Wait));
        Assert.Equal(method is not ("read" or "ignore"), error is NodeCallException or OperationCanceledException);
        Assert.Equal(method is "read" or "ignore", error is null);
        await Limits.UntilAsync(() => sent.Disposals > 0, "the stream is disposed");
        await pair.DisposeAsync();
        Assert.Equal(1, sent.Disposals);
    }

    private sealed record Mixed(IAsyncEnumerable<int> Items, int Count);

    private sealed class CountingStream() : MemoryStream(new byte[100])
    {
        private int _disposals;

        public int Disposals => Volatile.Read(ref _disposals);

        protected override void Dispose(bool disposing)
        {
            Interlocked.Increment(ref _disposals);
            base.Dispose(disposing);
        }
    }
}
