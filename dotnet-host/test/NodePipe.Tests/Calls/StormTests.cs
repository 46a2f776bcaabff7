using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class StormTests
{
    private const int Calls = 100_000;
    private const int AtOnce = 500;

    [Theory(Timeout = 3 * Limits.Test), OverEachTransport]
    public async Task A_hundred_thousand_calls_each_way_with_random_cancelling_each_settle_as_they_should(ChildTransport transport)
    {
        await using NodeProcess node = await StartAsync(transport);
        Task<Ends> theirs = node.InvokeAsync<Ends>("storm", [Calls, AtOnce, 4711]);
        Ends ours = await StormAsync(node, Calls, 42);
        Assert.Equal(0, ours.Wrong);
        Assert.Equal(Calls, ours.Answered + ours.Failed + ours.Cancelled);
        Ends other = await theirs;
        Assert.Equal(0, other.Wrong);
        Assert.Equal(Calls, other.Answered + other.Failed + other.Cancelled);
        Assert.True(ours is { Answered: > 0, Failed: > 0, Cancelled: > 0 } && other is { Answered: > 0, Failed: > 0, Cancelled: > 0 });
        await Limits.UntilAsync(() => node.Connection.Wiring.IncomingCalls.Count == 0, "no call of the child is open");
        Assert.Equal(0, node.Connection.Wiring.OutgoingStreams.Count);
    }

    [Theory(Timeout = 3 * Limits.Test), OverEachTransport]
    public async Task A_child_that_is_killed_in_the_middle_settles_every_call(ChildTransport transport)
    {
        for (int round = 0; round < 3; round++)
        {
            await using NodeProcess node = await StartAsync(transport);
            Task<Ends> theirs = node.InvokeAsync<Ends>("storm", [Calls, AtOnce, round + 1]);
            Task<List<int>> stream = node.StreamAsync<int>("count", [int.MaxValue]).ToListAsync().AsTask();
            Task<Ends> ours = StormAsync(node, 20_000, round, killAt: new Random(round).Next(1, 15_000));
            Ends ends = await ours;
            Assert.Equal(0, ends.Wrong);
            Assert.Equal(20_000, ends.Answered + ends.Failed + ends.Cancelled + ends.Exited);
            Assert.True(ends.Exited > 0);
            await Assert.ThrowsAsync<NodeExitedException>(() => theirs.WaitAsync(Limits.Wait));
            await Assert.ThrowsAsync<NodeExitedException>(() => stream.WaitAsync(Limits.Wait));
            await Limits.UntilAsync(() => node.Connection.Wiring.IncomingCalls.Count == 0, "no call of the child is open");
        }
    }

    private static Task<NodeProcess> StartAsync(ChildTransport transport) => Modules.StartAsync("storm.mjs", transport, node =>
    {
        node.Handle("echo", (int value) => value);
        node.Handle("later", async (int value) =>
        {
            await Task.Yield();
            return value;
        });
        node.Handle("fail", int (int value) => throw new InvalidOperationException($"{value}"));
        node.Handle("untilCancelled", (int _, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
    });

    private static async Task<Ends> StormAsync(NodeProcess node, int calls, int seed, int killAt = 0)
    {
        int next = 0;
        Ends[] ends = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(worker => Task.Run(async () =>
        {
            Ends ends = new();
            Random random = new((1000 * seed) + worker);
            for (int value = Interlocked.Increment(ref next); value <= calls; value = Interlocked.Increment(ref next))
            {
                if (value == killAt)
                {
                    node.Process.Kill();
                }

                await CallAsync(node, value, random, ends);
            }

            return ends;
        })));
        return new Ends
        {
            Answered = ends.Sum(end => end.Answered),
            Failed = ends.Sum(end => end.Failed),
            Cancelled = ends.Sum(end => end.Cancelled),
            Exited = ends.Sum(end => end.Exited),
            Wrong = ends.Sum(end => end.Wrong),
        };
    }

    private static async Task CallAsync(NodeProcess node, int value, Random random, Ends ends)
    {
        string function = ((string[])["echo", "later", "fail", "untilCancelled"])[random.Next(4)];
        using CancellationTokenSource cancelled = new();
        if (function == "untilCancelled" || random.Next(8) == 0)
        {
            cancelled.CancelAfter(random.Next(3));
        }

        try
        {
            int answer = await node.InvokeAsync<int>(function, [value], cancelled.Token);
            ends.Answered += answer == value ? 1 : 0;
            ends.Wrong += answer == value ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            ends.Cancelled++;
        }
        catch (NodeCallException error)
        {
            ends.Failed += error.Message == $"{value}" ? 1 : 0;
            ends.Wrong += error.Message == $"{value}" ? 0 : 1;
        }
        catch (NodeExitedException)
        {
            ends.Exited++;
        }
    }

    private sealed class Ends
    {
        public int Answered { get; set; }

        public int Failed { get; set; }

        public int Cancelled { get; set; }

        public int Exited { get; set; }

        public int Wrong { get; set; }
    }
}
