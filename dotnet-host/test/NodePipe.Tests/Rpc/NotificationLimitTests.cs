using System.Text.Json.Nodes;
using NodePipe.Rpc;
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
}
