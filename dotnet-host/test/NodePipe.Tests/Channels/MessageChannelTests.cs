using NodePipe.Tests.Framing;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Channels;

public sealed class MessageChannelTests
{
    private const int Count = 100_000;

    public static TheoryData<string> Names => Framings.Names;

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Names))]
    public async Task Many_random_frames_arrive_as_they_were_in_both_directions(string name)
    {
        MessageFraming framing = Framings.Named(name);
        await using ChannelPair pair = new(framing);
        Task<ulong>[] hashes =
        [
            SendAsync(pair.First, framing, seed: 1), ReadAsync(pair.Second),
            SendAsync(pair.Second, framing, seed: 2), ReadAsync(pair.First),
        ];
        ulong[] seen = await Task.WhenAll(hashes);
        Assert.Equal((seen[0], seen[2]), (seen[1], seen[3]));
        Assert.NotEqual(seen[0], seen[2]);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Who_has_said_all_still_reads_the_answers()
    {
        await using ChannelPair pair = new();
        await pair.First.SendAsync(ChannelPair.Bytes("question"));
        await pair.First.CompleteAsync();
        Assert.Equal("question", await ChannelPair.ReadAsync(pair.Second));
        Assert.Null(await ChannelPair.ReadAsync(pair.Second));
        await pair.Second.Completion.WaitAsync(Limits.Wait);
        await pair.Second.SendAsync(ChannelPair.Bytes("answer"));
        await pair.Second.CompleteAsync();
        Assert.Equal("answer", await ChannelPair.ReadAsync(pair.First));
        Assert.Null(await ChannelPair.ReadAsync(pair.First));
        Assert.Null(await ChannelPair.ReadAsync(pair.First));
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => pair.First.SendAsync(ChannelPair.Bytes("more")));
        Assert.Equal("CompleteAsync told the other side that nothing more comes; no frame can be sent after it.", error.Message);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_frame_is_the_readers_own()
    {
        await using ChannelPair pair = new();
        await pair.First.SendAsync(ChannelPair.Bytes("one"));
        MessageRead read = await pair.Second.ReadAsync(Limits.Wait);
        await pair.First.SendAsync(ChannelPair.Bytes("two"));
        Assert.Equal("two", await ChannelPair.ReadAsync(pair.Second));
        Assert.Equal("one"u8, read.Frame!.Value.Span);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Leaving_an_enumeration_loses_nothing()
    {
        await using ChannelPair pair = new();
        foreach (string text in (string[])["a", "b", "c"])
        {
            await pair.First.SendAsync(ChannelPair.Bytes(text));
        }

        await foreach (ReadOnlyMemory<byte> frame in pair.Second.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal("a"u8, frame.Span);
            break;
        }

        Assert.Equal("b", await ChannelPair.ReadAsync(pair.Second));
        Assert.Equal("c", await ChannelPair.ReadAsync(pair.Second));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task One_reads_at_a_time()
    {
        await using ChannelPair pair = new();
        Task<MessageRead> reading = pair.Second.ReadAsync(Limits.Wait).AsTask();
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => pair.Second.ReadAsync(TimeSpan.Zero).AsTask());
        Assert.Equal("The channel is being read already. End that reading first.", error.Message);
        await pair.First.SendAsync(ChannelPair.Bytes("a"));
        Assert.Equal("a"u8.ToArray(), (await reading).Frame!.Value.ToArray());
        Assert.True((await pair.Second.ReadAsync(TimeSpan.Zero)).IsNothingYet);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Disposing_settles_what_is_read_and_sent()
    {
        ChannelPair pair = new();
        await using MessageChannel second = pair.Second;
        MessageChannel channel = pair.First;
        Task<MessageRead> reading = channel.ReadAsync(Timeout.InfiniteTimeSpan).AsTask();

        // More than the pair holds and the other side reads ahead.
        Task[] sends = [.. Enumerable.Range(0, 8).Select(_ => channel.SendAsync(new byte[1_000_000]))];
        await channel.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading.WaitAsync(Limits.Wait));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sends[^1].WaitAsync(Limits.Wait));
        foreach (Task send in sends)
        {
            await Task.WhenAny(send).WaitAsync(Limits.Wait);
        }

        await channel.Completion.WaitAsync(Limits.Wait);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => channel.ReadAsync(TimeSpan.Zero).AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => channel.SendAsync(new byte[1]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_frame_to_somebody_who_is_gone_is_an_error_that_says_so()
    {
        await using ChannelPair pair = new();
        await pair.Second.DisposeAsync();
        NodePipeException error = await Assert.ThrowsAsync<NodePipeException>(() => pair.First.SendAsync(ChannelPair.Bytes("a")));
        Assert.Equal("The frame was not sent: The pipe is broken: nobody reads it any more.", error.Message);
        Assert.Null(await ChannelPair.ReadAsync(pair.First));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_endpoint_carries_one_channel()
    {
        (Endpoint endpoint, Endpoint other) = Endpoint.CreatePair();
        await using MessageChannel channel = new(endpoint);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => new MessageChannel(endpoint));
        Assert.Equal("The endpoint is in use already: each carries one channel or connection.", error.Message);
        await other.DisposeAsync();
    }

    [Fact]
    public void All_faults_of_the_options_are_told_at_once()
    {
        (Endpoint endpoint, _) = Endpoint.CreatePair();
        ArgumentException error = Assert.Throws<ArgumentException>(() => new MessageChannel(
            endpoint, new MessageChannelOptions { Framing = null!, TimeProvider = null!, MaxMessageLength = 0, MaxWaitingBytes = -1, LoggerFactory = null! }));
        Assert.Equal(
            "The options of the channel are wrong: Framing is null; MaxMessageLength is not positive (0); MaxWaitingBytes is not positive (-1); TimeProvider is null; LoggerFactory is null.",
            error.Message);
    }

    private static async Task<ulong> SendAsync(MessageChannel channel, MessageFraming framing, int seed)
    {
        Random random = new(seed);
        ulong hash = 0;
        for (int i = 0; i < Count; i++)
        {
            byte[] frame = Framings.RandomFrame(random, framing);
            hash = Framings.Add(hash, frame);
            await channel.SendAsync(frame);
        }

        await channel.CompleteAsync();
        return hash;
    }

    private static async Task<ulong> ReadAsync(MessageChannel channel)
    {
        ulong hash = 0;
        await foreach (ReadOnlyMemory<byte> frame in channel.ReadAllAsync())
        {
            hash = Framings.Add(hash, frame.Span);
        }

        return hash;
    }
}
