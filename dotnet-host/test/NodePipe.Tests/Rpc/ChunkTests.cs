using System.Buffers;
using System.Text;
using NodePipe.Framing;
using NodePipe.Rpc.Messages;
using NodePipe.Rpc.Values;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>Chunks of long values from a peer that means harm: its bytes go nowhere but to the value that they are of.</summary>
public sealed class ChunkTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"$bin":[10],"jsonrpc":"2.0","id":1,"result":{"$bin":0},"z":{"method":"$/chunk","params":[7]}}""")]
    [InlineData("""{"$bin":[10],"z":{"jsonrpc":"2.0","method":"$/chunk","params":[7,{"$bin":0}]},"jsonrpc":"2.0","id":1,"result":{"$bin":0}}""")]
    [InlineData("""{"$bin":[10],"jsonrpc":"2.0","id":1,"result":{"$bin":0},"method ":"x\"method\":\"$/chunk\",\"params\":[7"}""")]
    public async Task A_result_that_the_caller_has_is_nobody_elses_to_write(string line)
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        Task<byte[]> call = peer.Connection.InvokeAsync<byte[]>("bytes");
        await peer.ReadAsync();
        await peer.SendAsync("""{"$bin":[],"$long":[[7,10]],"jsonrpc":"2.0","id":"held","method":"nothing","params":[{"$bin":0}]}""");
        await SendAsync(peer, line, "0123456789");
        byte[] result = await call.WaitAsync(Limits.Wait);
        await SendAsync(peer, """{"$bin":[10],"jsonrpc":"2.0","method":"$/chunk","params":[7,{"$bin":0}]}""", "XXXXXXXXXX");
        Assert.Equal("held", (await peer.ReadAsync())["id"]!.GetValue<string>());
        Assert.Equal("0123456789", Encoding.ASCII.GetString(result));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Memory_that_the_pool_has_handed_on_is_not_written()
    {
        const int Length = 4096;
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        Task<string> text = peer.Connection.InvokeAsync<string>("text");
        await peer.ReadAsync();
        await peer.SendAsync($$"""{"$bin":[],"$long":[[7,{{Length}}]],"jsonrpc":"2.0","id":"held","method":"nothing","params":[{"$text":0}]}""");
        await SendAsync(peer, """{"$bin":[10],"jsonrpc":"2.0","id":1,"result":{"$text":0},"z":{"method":"$/chunk","params":[7]}}""", "0123456789");
        Assert.Equal("0123456789", await text.WaitAsync(Limits.Wait));

        // Whatever the pool has of that length now is the program's.
        byte[][] rented = [.. Enumerable.Range(0, 200).Select(_ => ArrayPool<byte>.Shared.Rent(Length))];
        Array.ForEach(rented, array => Array.Fill(array, (byte)'p'));
        string chunk = new('X', Length);
        await SendAsync(peer, $$"""{"$bin":[{{Length}}],"jsonrpc":"2.0","method":"$/chunk","params":[7,{"$bin":0}]}""", chunk);
        Assert.Equal("held", (await peer.ReadAsync())["id"]!.GetValue<string>());
        Assert.All(rented, array => Assert.True(array.AsSpan().IndexOfAnyExcept((byte)'p') < 0));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_chunk_in_another_form_is_taken_all_the_same()
    {
        await using RawPeer peer = await PeerThatAwaitsValueAsync();
        await SendAsync(peer, """{"$bin":[4],"method":"$/chunk","params":[7, {"$bin":0}], "jsonrpc":"2.0"}""", "0123");
        await SendAsync(peer, """{"$bin":[6],"jsonrpc":"2.0","method":"$/chunk","params":[7,{"$bin":0}]}""", "456789");
        Assert.Equal("0123456789", (await peer.ReadAsync())["result"]!.GetValue<string>());
    }

    [Fact]
    public void Announcements_alone_take_no_memory()
    {
        LongValueAssembler values = new(FrameReader.DefaultMaxFrameLength, new ByteBudget(FrameReader.DefaultMaxFrameLength));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int number = 0; number < 40; number++)
        {
            byte[] line = Encoding.ASCII.GetBytes($$"""{"$bin":[],"$long":[[{{number}},268435456]],"jsonrpc":"2.0","id":1,"method":"x"}""");
            Assert.Null(values.Hold(new IncomingMessage(line, []), Encoding.ASCII.GetBytes($"[[{number},268435456]]")));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 200_000);
    }

    [Fact]
    public void Memory_grows_with_the_bytes_that_have_come()
    {
        const int Announced = 200_000_000;
        Attachment value = new(Announced, isPooled: false);
        long allocated = 0;
        foreach (int count in (int[])[100, 100, 1_000, 10_000, 100_000, 1_000_000])
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            value.GetRoom(count).Span.Fill((byte)count);
            value.Advance(count);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.InRange(allocated, 0, (70L * value.Filled) + 1_000);
        }
    }

    [Fact]
    public void Bytes_that_are_taken_twice_are_two_arrays()
    {
        Attachment value = Filled(10, isPooled: false);
        Assert.NotSame(value.ToArray(), value.ToArray());
    }

    [Fact]
    public void An_array_of_the_pool_is_given_back_once()
    {
        const int Length = 4096;
        Attachment value = Filled(Length, isPooled: true);
        value.Return();
        value.Return();
        Assert.NotSame(ArrayPool<byte>.Shared.Rent(Length), ArrayPool<byte>.Shared.Rent(Length));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_half_come_messages_hold_together_has_a_limit()
    {
        const int Limit = 10_000;
        await using RawPeer peer = new RawPeer(new RpcOptions { MaxMessageLength = Limit, MaxBufferedBytes = 4 * Limit }).Start();
        await peer.HelloAsync();
        Task<int> call = peer.Connection.InvokeAsync<int>("never");
        await peer.ReadAsync();
        string bytes = new('x', Limit - 1);
        for (int number = 1; number <= 5; number++)
        {
            await peer.SendAsync($$"""{"$bin":[],"$long":[[{{number}},{{Limit}}]],"jsonrpc":"2.0","id":{{number}},"method":"x","params":[{"$bin":0}]}""");
            await SendAsync(peer, $$"""{"$bin":[{{bytes.Length}}],"jsonrpc":"2.0","method":"$/chunk","params":[{{number}},{"$bin":0}]}""", bytes);
        }

        NodeProtocolException error = await Assert.ThrowsAsync<NodeProtocolException>(() => call.WaitAsync(Limits.Wait));
        Assert.Contains("in messages whose long values have not all come; MaxBufferedBytes allows 40000", error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(1_000_000)]
    [InlineData(5_000_001)]
    [InlineData(40_000_003)]
    public async Task A_value_of_any_length_arrives_whole(int length)
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        pair.Right.Handle("echo", (byte[] bytes) => bytes);
        pair.Right.Handle("text", (string text) => text);
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        byte[] echo = await pair.Left.InvokeAsync<byte[]>("echo", [bytes]).WaitAsync(Limits.Wait);
        Assert.True(bytes.AsSpan().SequenceEqual(echo));
        string text = string.Create(length / 4, bytes, (letters, source) =>
        {
            for (int i = 0; i < letters.Length; i++)
            {
                letters[i] = source[i] < 200 ? (char)('a' + (source[i] % 26)) : (char)(0x4e00 + source[i]);
            }
        });
        Assert.Equal(text, await pair.Left.InvokeAsync<string>("text", [text]).WaitAsync(Limits.Wait));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task More_than_was_announced_ends_the_connection_with_a_reason()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        await peer.SendAsync("""{"$bin":[],"$long":[[7,10]],"jsonrpc":"2.0","id":1,"method":"x","params":[{"$bin":0}]}""");
        await SendAsync(peer, """{"$bin":[11],"jsonrpc":"2.0","method":"$/chunk","params":[7,{"$bin":0}]}""", "0123456789X");
        string told = (await peer.ReadAsync())["error"]!["message"]!.GetValue<string>();
        Assert.Contains("the 10 bytes announced", told, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_line_that_goes_on_behind_a_chunk_is_none()
    {
        await using RawPeer peer = await PeerThatAwaitsValueAsync();
        await SendAsync(peer, """{"$bin":[10],"jsonrpc":"2.0","method":"$/chunk","params":[7,{"$bin":0}]}}""", "XXXXXXXXXX");
        Assert.Equal(-32700, (await peer.ReadAsync())["error"]!["code"]!.GetValue<int>());
        await SendAsync(peer, """{"$bin":[10],"jsonrpc":"2.0","method":"$/chunk","params":[7,{"$bin":0}]}""", "0123456789");
        Assert.Equal("0123456789", (await peer.ReadAsync())["result"]!.GetValue<string>());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_has_come_whole_is_held_no_longer()
    {
        const int Limit = 10_000;
        await using RawPeer peer = new(new RpcOptions { MaxMessageLength = Limit, MaxBufferedBytes = 2 * Limit });
        peer.Connection.Handle("length", (byte[] first, byte[] second) => first.Length + second.Length);
        await peer.Start().HelloAsync();
        string half = new('x', Limit / 2);
        for (int number = 1; number <= 20; number += 2)
        {
            await peer.SendAsync(
                $$"""{"$bin":[],"$long":[[{{number}},{{half.Length}}],[{{number + 1}},{{half.Length}}]],"jsonrpc":"2.0","id":{{number}},"method":"length","params":[{"$bin":0},{"$bin":1}]}""");
            await SendAsync(peer, $$"""{"$bin":[{{half.Length}}],"jsonrpc":"2.0","method":"$/chunk","params":[{{number}},{"$bin":0}]}""", half);
            await SendAsync(peer, $$"""{"$bin":[{{half.Length}}],"jsonrpc":"2.0","method":"$/chunk","params":[{{number + 1}},{"$bin":0}]}""", half);
            Assert.Equal(Limit, (await peer.ReadAsync())["result"]?.GetValue<int>());
        }
    }

    private static Attachment Filled(int length, bool isPooled)
    {
        Attachment value = new(length, isPooled);
        value.GetRoom(length).Span.Clear();
        value.Advance(length);
        return value;
    }

    /// <summary>Its call 1 answers with the text of the long value 7, of which ten bytes are to come.</summary>
    private static async Task<RawPeer> PeerThatAwaitsValueAsync()
    {
        RawPeer peer = new();
        peer.Connection.Handle("echo", (byte[] bytes) => Encoding.ASCII.GetString(bytes));
        await peer.Start().HelloAsync();
        await peer.SendAsync("""{"$bin":[],"$long":[[7,10]],"jsonrpc":"2.0","id":1,"method":"echo","params":[{"$bin":0}]}""");
        return peer;
    }

    private static async Task SendAsync(RawPeer peer, string line, string attached)
    {
        await peer.SendAsync(line);
        await peer.SendBytesAsync(Encoding.ASCII.GetBytes(attached));
    }
}
