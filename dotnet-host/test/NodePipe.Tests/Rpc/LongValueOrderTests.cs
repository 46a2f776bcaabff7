using System.Text.Json.Nodes;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>A message with long values has come when the last of them has: what must not overtake it waits.</summary>
public sealed class LongValueOrderTests
{
    private const int Long = 3 * 1024 * 1024;

    [Fact(Timeout = Limits.Test)]
    public async Task Stream_items_of_any_length_all_arrive_in_order()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        pair.Left.Handle("items", (int[] lengths) => lengths.ToAsyncEnumerable().Select((length, index) => Bytes(length, index)));
        int[][] cases = [[Long, Long, Long], [8 * 1024 * 1024], [Long, 3, 1024 * 1024, Long, 1]];
        foreach (int[] lengths in cases)
        {
            List<byte[]> items = await pair.Right.StreamAsync<byte[]>("items", [lengths]).ToListAsync().AsTask().WaitAsync(Limits.Wait);
            Assert.Equal(lengths, items.Select(item => item.Length));
            Assert.Equal(Enumerable.Range(0, lengths.Length), items.Select(item => (int)item[^1]));
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Neither_later_progress_nor_the_answer_overtakes_a_long_report()
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("work", (HandlerContext context) =>
        {
            context.Progress("first");
            context.Progress(new byte[Long]);
            context.Progress("last");
            return "done";
        });
        peer.Start();
        await peer.HelloAsync();
        await peer.SendAsync("""{"$progress":true,"jsonrpc":"2.0","id":1,"method":"work"}""");
        Assert.Equal("first", (await peer.ReadAsync())["params"]![1]!.GetValue<string>());
        JsonNode announced = await peer.ReadAsync();
        Assert.Equal(Long, announced["$long"]![0]![1]!.GetValue<int>());
        await ReadPartsAsync(peer, Long);
        Assert.Equal("last", (await peer.ReadAsync())["params"]![1]!.GetValue<string>());
        Assert.Equal("done", (await peer.ReadAsync())["result"]!.GetValue<string>());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_notification_completes_when_its_last_byte_is_written()
    {
        const int Length = 16 * 1024 * 1024;
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        byte[] value = Bytes(Length, 7);
        Task sent = peer.Connection.NotifyAsync("note", [value]);
        JsonNode announced = await peer.ReadAsync();
        Assert.Equal(Length, announced["$long"]![0]![1]!.GetValue<int>());
        Assert.False(sent.IsCompleted);
        Task damaged = sent.ContinueWith(_ => Array.Clear(value), TaskScheduler.Default);
        foreach (byte[] part in await ReadPartsAsync(peer, Length))
        {
            Assert.DoesNotContain((byte)0, part);
        }

        await damaged.WaitAsync(Limits.Wait);
    }

    private static async Task<List<byte[]>> ReadPartsAsync(RawPeer peer, int length)
    {
        List<byte[]> parts = [];
        while (parts.Sum(part => part.Length) < length)
        {
            (JsonNode message, byte[][] attachments) = (await peer.ReadMessageAsync())!.Value;
            Assert.Equal("$/chunk", message["method"]!.GetValue<string>());
            parts.Add(Assert.Single(attachments));
        }

        return parts;
    }

    private static byte[] Bytes(int length, int value)
    {
        byte[] bytes = new byte[length];
        Array.Fill(bytes, (byte)value);
        return bytes;
    }
}
