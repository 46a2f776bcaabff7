using System.Text;
using System.Text.Json.Nodes;
using NodePipe.Rpc.Messages;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>What a peer makes the connection hold is counted, and too much of it ends the connection with a reason.</summary>
public sealed class BudgetTests
{
    private const int Budget = 200_000;

    private static RpcOptions Small { get; } = new() { MaxMessageLength = 20_000, MaxBufferedBytes = Budget };

    [Fact(Timeout = Limits.Test)]
    public async Task Answers_to_lines_that_nobody_reads_end_the_connection()
    {
        await using RawPeer peer = new RawPeer(Small).Start();
        string fault = await FloodAsync(peer, "no message");
        AssertOver(fault, "answers that it has not read");
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Results_that_nobody_reads_end_the_connection_and_a_peer_that_is_silent_then_too()
    {
        await using RawPeer peer = new(Small);
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        peer.Connection.Handle("big", async () =>
        {
            await gate.Task;
            return new string('x', 5000);
        });
        peer.Start();
        Task<int> call = peer.Connection.InvokeAsync<int>("never");
        const int Count = 200;
        for (int id = 0; id < Count; id++)
        {
            await peer.SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"big"}""");
        }

        await Limits.UntilAsync(() => peer.Connection.Wiring.IncomingCalls.Count == Count, "all of them are open");
        gate.SetResult();
        NodeProtocolException error = await Assert.ThrowsAsync<NodeProtocolException>(() => call.WaitAsync(Limits.Wait));
        AssertOver(error.Message, "answers that it has not read");
        await peer.Connection.Wiring.End.Closed.WaitAsync(Limits.Wait);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Answers_to_a_batch_count_while_they_are_gathered()
    {
        await using RawPeer peer = new(Small);
        peer.Connection.Handle("big", () => new string('x', 5000));
        peer.Connection.Handle("wait", (CancellationToken token) => Task.Delay(Timeout.Infinite, token));
        peer.Start();
        Task<int> call = peer.Connection.InvokeAsync<int>("never");
        IEnumerable<string> requests = Enumerable.Range(1, 100).Select(id => $$"""{"jsonrpc":"2.0","id":{{id}},"method":"big"}""");
        await peer.SendAsync($$"""[{"jsonrpc":"2.0","id":0,"method":"wait"},{{string.Join(',', requests)}}]""");
        NodeProtocolException error = await Assert.ThrowsAsync<NodeProtocolException>(() => call.WaitAsync(Limits.Wait));
        AssertOver(error.Message, "answers that it has not read");
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Answers_that_are_read_may_be_as_many_as_there_are()
    {
        await using RawPeer peer = new(Small);
        peer.Connection.Handle("big", () => new string('x', 5000));
        peer.Start();
        for (int id = 0; id < 500; id++)
        {
            await peer.SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"big"}""");
            Assert.Equal(id, (await peer.ReadAsync())["id"]!.GetValue<int>());
            await peer.SendAsync("no message");
            Assert.NotNull((await peer.ReadAsync())["error"]);
            await peer.SendAsync("""[{"jsonrpc":"2.0","id":1,"method":"big"},{"jsonrpc":"2.0","id":2,"method":"big"}]""");
            Assert.Equal(2, (await peer.ReadAsync()).AsArray().Count);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Notifications_that_wait_for_their_turn_end_the_connection()
    {
        TaskCompletionSource gate = new();
        await using RawPeer peer = new(new RpcOptions { MaxOpenCalls = 1, MaxMessageLength = 20_000, MaxBufferedBytes = Budget });
        peer.Connection.Handle("note", (string _) => gate.Task);
        peer.Start();
        string fault = await FloodAsync(peer, $$"""{"jsonrpc":"2.0","method":"note","params":["{{new string('x', 1000)}}"]}""");
        AssertOver(fault, "notifications that wait for their turn");
        gate.SetResult();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Notifications_whose_turn_comes_may_be_as_many_as_there_are()
    {
        int handled = 0;
        await using RawPeer peer = new(new RpcOptions { MaxOpenCalls = 1, MaxMessageLength = 20_000, MaxBufferedBytes = Budget });
        peer.Connection.Handle("note", (string _) => { Interlocked.Increment(ref handled); });
        peer.Start();
        const int Rounds = 40;
        const int Many = 50;
        string note = $$"""{"jsonrpc":"2.0","method":"note","params":["{{new string('x', 1000)}}"]}""";
        for (int round = 1; round <= Rounds; round++)
        {
            for (int i = 0; i < Many; i++)
            {
                await peer.SendAsync(note);
            }

            int due = round * Many;
            await Limits.UntilAsync(() => Volatile.Read(ref handled) == due, "all are handled");
        }
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("a line")]
    [InlineData("")]
    public async Task Lines_that_wait_for_their_listener_end_the_connection_however_short_they_are(string line)
    {
        using ManualResetEventSlim gate = new();
        await using RawPeer peer = new RawPeer(
            new RpcOptions { OnText = _ => gate.Wait(), MaxMessageLength = 20_000, MaxBufferedBytes = Budget }).Start();
        string fault = await FloodAsync(peer, line);
        AssertOver(fault, "lines of text that wait for their listener");
        gate.Set();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Progress_that_waits_for_its_listener_ends_the_connection()
    {
        using ManualResetEventSlim gate = new();
        await using RawPeer peer = new RawPeer(Small).Start();
        await peer.HelloAsync();
        Task<int> call = peer.Connection.InvokeAsync<int>("work", [], new CallOptions { OnProgress = _ => gate.Wait() });
        await peer.ReadAsync();
        string fault = await FloodAsync(peer, """{"jsonrpc":"2.0","method":"$/progress","params":[1,"a report"]}""");
        AssertOver(fault, "progress that waits for its listener");
        await Assert.ThrowsAsync<NodeProtocolException>(() => call.WaitAsync(Limits.Wait));
        gate.Set();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Reports_to_a_function_in_the_arguments_count_too()
    {
        using ManualResetEventSlim gate = new();
        await using RawPeer peer = new RawPeer(Small).Start();
        await peer.HelloAsync();
        _ = peer.Connection.InvokeAsync<int>("work", [new Listener(gate)]).ContinueWith(_ => { }, TaskScheduler.Default);
        long callback = (await peer.ReadAsync())["params"]![0]!["$callback"]!.GetValue<long>();
        string fault = await FloodAsync(peer, $$"""{"jsonrpc":"2.0","method":"$/callback","params":[{{callback}},[1]]}""");
        AssertOver(fault, "progress that waits for its listener");
        gate.Set();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Items_that_nobody_asked_for_end_the_connection_at_once()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        await using IAsyncEnumerator<int> items = peer.Connection.StreamAsync<int>("items").GetAsyncEnumerator();
        ValueTask<bool> first = items.MoveNextAsync();
        await peer.ReadAsync();
        await peer.SendAsync("""{"$streams":[5],"jsonrpc":"2.0","id":1,"result":{"$stream":5}}""");
        JsonNode pull = await peer.ReadAsync();
        int credit = pull["params"]![1]!.GetValue<int>();
        string all = string.Join(',', Enumerable.Range(1, credit));
        await peer.SendAsync($$"""{"jsonrpc":"2.0","method":"$/stream/items","params":[5,[{{all}}]]}""");
        Assert.True(await first.AsTask().WaitAsync(Limits.Wait));
        Task<int> call = peer.Connection.InvokeAsync<int>("never");
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"$/stream/items","params":[5,[0]]}""");
        NodeProtocolException error = await Assert.ThrowsAsync<NodeProtocolException>(() => call.WaitAsync(Limits.Wait));
        Assert.Equal($"More items of the stream 5 came than the {credit} that were asked for.", error.Message);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_value_as_long_as_a_message_may_be_is_never_too_much()
    {
        const int Limit = 20_000;
        await using RawPeer peer = new(new RpcOptions { MaxMessageLength = Limit, MaxBufferedBytes = Limit });
        peer.Connection.Handle("length", (byte[] bytes) => bytes.Length);
        await peer.Start().HelloAsync();
        await peer.SendAsync($$"""{"$bin":[],"$long":[[1,{{Limit}}]],"jsonrpc":"2.0","id":1,"method":"length","params":[{"$bin":0}]}""");
        for (int sent = 0; sent < Limit; sent += Limit / 10)
        {
            await peer.SendAsync($$"""{"$bin":[{{Limit / 10}}],"jsonrpc":"2.0","method":"$/chunk","params":[1,{"$bin":0}]}""");
            await peer.SendBytesAsync(new byte[Limit / 10]);
        }

        Assert.Equal(Limit, (await peer.ReadAsync())["result"]!.GetValue<int>());
    }

    [Fact]
    public void A_budget_below_the_longest_message_is_refused()
    {
        using MemoryStream stream = new();
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => new RpcConnection(stream, stream, new RpcOptions { MaxMessageLength = 1000, MaxBufferedBytes = 999 }));
        Assert.Contains("MaxBufferedBytes (999) is less than MaxMessageLength (1000)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_refused_is_not_counted_and_what_is_released_makes_room()
    {
        ByteBudget budget = new(1000);
        budget.Add(HeldKind.Answers, 600);
        NodeProtocolException error = Assert.Throws<NodeProtocolException>(() => budget.Add(HeldKind.Texts, 500));
        Assert.Contains("hold 1100 bytes, 500 of them in lines of text", error.Message, StringComparison.Ordinal);
        budget.Add(HeldKind.Texts, 400);
        Assert.Throws<NodeProtocolException>(() => budget.Add(HeldKind.Texts, 1));
        budget.Release(HeldKind.Answers, 600);
        budget.Add(HeldKind.LongValues, 600);
        budget.Release(HeldKind.Texts, 400);
        budget.Release(HeldKind.LongValues, 600);
        budget.Add(HeldKind.Notifications, 5000);
    }

    private static void AssertOver(string fault, string kind)
    {
        Assert.Contains(kind, fault, StringComparison.Ordinal);
        Assert.Contains($"MaxBufferedBytes allows {Budget}", fault, StringComparison.Ordinal);
    }

    /// <summary>Sends a line without end and reads nothing; the result is what an open call is told.</summary>
    private static async Task<string> FloodAsync(RawPeer peer, string line)
    {
        Task<int> call = peer.Connection.InvokeAsync<int>("never");
        byte[] lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(line + "\n", 50)));
        _ = Task.Run(async () =>
        {
            try
            {
                while (!call.IsCompleted)
                {
                    await peer.SendBytesAsync(lines);
                }
            }
            catch (Exception error) when (error is IOException or ObjectDisposedException or TimeoutException)
            {
                // Nobody reads any more.
            }
        });
        return (await Assert.ThrowsAsync<NodeProtocolException>(() => call.WaitAsync(Limits.Wait))).Message;
    }

    private sealed class Listener(ManualResetEventSlim gate) : IProgress<int>
    {
        public void Report(int value) => gate.Wait();
    }
}
