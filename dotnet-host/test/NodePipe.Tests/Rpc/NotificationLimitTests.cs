using System.Text.Json.Nodes;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>Notifications and requests have the same limit, each for itself.</summary>
public sealed class NotificationLimitTests
{
    private const int Most = 3;

    [Fact(Timeout = Limits.Test)]
    public async Task Handlers_of_notifications_run_only_so_many_at_once_in_order_and_none_is_lost()
    {
        const int Count = 2_000;
        int running = 0;
        int highest = 0;
        List<int> begun = [];
        SemaphoreSlim gate = new(0);
        await using RawPeer peer = new(new RpcOptions { MaxOpenCalls = Most });
        peer.Connection.Handle("note", async (int number) =>
        {
            int now = Interlocked.Increment(ref running);
            lock (begun)
            {
                begun.Add(number);
                highest = Math.Max(highest, now);
            }

            await gate.WaitAsync();
            Interlocked.Decrement(ref running);
        });
        peer.Start();
        for (int i = 0; i < Count; i++)
        {
            await peer.SendAsync($$"""{"jsonrpc":"2.0","method":"note","params":[{{i}}]}""");
        }

        await Limits.UntilAsync(() => Volatile.Read(ref running) == Most, "as many run as may");
        gate.Release(Count);
        await Limits.UntilAsync(() => Volatile.Read(ref running) == 0 && begun.Count == Count, "all have run");
        Assert.Equal(Most, highest);
        Assert.Equal(Enumerable.Range(0, Count), begun.Order());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task One_that_ends_makes_room_for_one_however_many_waited()
    {
        int running = 0;
        int begun = 0;
        int highest = 0;
        SemaphoreSlim gate = new(0);
        await using RawPeer peer = new(new RpcOptions { MaxOpenCalls = Most });
        peer.Connection.Handle("note", async () =>
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref highest, now);
            Interlocked.Increment(ref begun);
            await gate.WaitAsync();
            Interlocked.Decrement(ref running);
        });
        peer.Connection.Handle("ask", () => "answered");
        peer.Start();
        const int Rounds = 20;
        for (int round = 0; round < Rounds; round++)
        {
            // As many wait as run; then one ends, and another comes.
            for (int i = 0; i < (round == 0 ? 2 * Most : 1); i++)
            {
                await peer.SendAsync("""{"jsonrpc":"2.0","method":"note"}""");
            }

            await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"ask"}""");
            await peer.ReadAsync();
            gate.Release();
            int due = Most + round + 1;
            await Limits.UntilAsync(() => Volatile.Read(ref begun) >= due, "the next has begun");
        }

        gate.Release(2 * Most);
        await Limits.UntilAsync(() => Volatile.Read(ref running) == 0 && begun == (2 * Most) + Rounds - 1, "all have run");
        Assert.Equal(Most, highest);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_runs_in_the_order_of_a_call_waits_for_no_other_notification()
    {
        TaskCompletionSource gate = new();
        await using RawPeer peer = new(new RpcOptions { MaxOpenCalls = 1 });
        peer.Connection.Handle("note", () => gate.Task);
        await peer.Start().HelloAsync();
        Reports reports = new();
        Task<int> call = peer.Connection.InvokeAsync<int>("report", [reports]);
        long callback = (await peer.ReadAsync())["params"]![0]!["$callback"]!.GetValue<long>();
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"note"}""");
        await peer.SendAsync($$"""{"jsonrpc":"2.0","method":"$/callback","params":[{{callback}},[7]]}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"result":1}""");
        Assert.Equal(1, await call.WaitAsync(Limits.Wait));
        Assert.Equal([7], reports.Values);
        gate.SetResult();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Notifications_that_are_not_done_keep_no_request_away()
    {
        TaskCompletionSource gate = new();
        await using RawPeer peer = new(new RpcOptions { MaxOpenCalls = Most });
        peer.Connection.Handle("note", () => gate.Task);
        peer.Connection.Handle("ask", () => "answered");
        peer.Start();
        for (int i = 0; i < 2 * Most; i++)
        {
            await peer.SendAsync("""{"jsonrpc":"2.0","method":"note"}""");
        }

        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"ask"}""");
        JsonNode answer = await peer.ReadAsync();
        Assert.Equal("answered", answer["result"]?.GetValue<string>());
        gate.SetResult();
    }

    private static void InterlockedMax(ref int highest, int value)
    {
        for (int seen = Volatile.Read(ref highest); seen < value;)
        {
            seen = Interlocked.CompareExchange(ref highest, value, seen);
        }
    }

    private sealed class Reports : IProgress<int>
    {
        public List<int> Values { get; } = [];

        public void Report(int value) => Values.Add(value);
    }
}
