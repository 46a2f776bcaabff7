using System.Text.Json.Nodes;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>
/// Long values that have begun and not ended are together no more than the peer takes in one message; the others wait for
/// their turn.
/// </summary>
public sealed class LongMessageQueueTests
{
    private const int Limit = 5 * 1024 * 1024;
    private const int Long = 2 * 1024 * 1024;

    [Fact(Timeout = Limits.Test)]
    public async Task No_more_long_values_are_under_way_than_the_peer_takes_and_they_begin_in_order()
    {
        const int Count = 7;
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync(maxMessageLength: Limit);
        Task[] sent = [.. Enumerable.Range(0, Count).Select(number => peer.Connection.NotifyAsync("note", [number, new byte[Long]]))];
        List<int> begun = [];
        Dictionary<int, int> missing = [];
        int most = 0;
        int ended = 0;
        while (ended < Count)
        {
            (JsonNode message, byte[][] attachments) = (await peer.ReadMessageAsync())!.Value;
            if (message["$long"] is JsonNode announced)
            {
                begun.Add(message["params"]![0]!.GetValue<int>());
                missing[announced[0]![0]!.GetValue<int>()] = Long;
            }
            else
            {
                int value = message["params"]![0]!.GetValue<int>();
                missing[value] -= attachments[0].Length;
                ended += missing[value] == 0 ? 1 : 0;
            }

            most = Math.Max(most, missing.Values.Count(bytes => bytes > 0));
        }

        Assert.Equal(2, most);
        Assert.Equal(Enumerable.Range(0, Count), begun);
        await Task.WhenAll(sent).WaitAsync(Limits.Wait);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_is_short_goes_between_and_what_is_cancelled_while_it_waits_never_begins()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync(maxMessageLength: Limit);
        using CancellationTokenSource cancelled = new();
        Task first = peer.Connection.NotifyAsync("first", [new byte[Limit - 1000]]);
        Task<int> second = peer.Connection.InvokeAsync<int>("second", [new byte[Limit - 1000]], cancelled.Token);
        Task third = peer.Connection.NotifyAsync("third", [new byte[Long]]);
        Task shortOne = peer.Connection.NotifyAsync("short");
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(Limits.Wait));
        List<string> begun = [];
        while (begun.Count < 3)
        {
            string method = (await peer.ReadAsync())["method"]!.GetValue<string>();
            begun.AddRange(method == "$/chunk" ? [] : [method]);
        }

        Assert.Equal(["first", "short", "third"], begun);
        int missing = Long;
        while (missing > 0)
        {
            (_, byte[][] attachments) = (await peer.ReadMessageAsync())!.Value;
            missing -= attachments[0].Length;
        }

        await Task.WhenAll(first, shortOne, third).WaitAsync(Limits.Wait);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Those_that_wait_are_told_when_nothing_can_be_written_any_more()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync(maxMessageLength: Limit);
        Task[] sent = [.. Enumerable.Range(0, 5).Select(_ => peer.Connection.NotifyAsync("note", [new byte[Long]]))];
        await peer.ReadAsync();
        peer.StopReading();
        foreach (Task one in sent)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => one.WaitAsync(Limits.Wait));
            Assert.True(one.IsFaulted);
        }
    }
}
