using NodePipe.Tests.Rpc;
using NodePipe.Transport;
using Xunit;

namespace NodePipe.Tests.Channels;

/// <summary>How much a channel takes in that nobody reads, and how much it gives out that nobody takes: counted in bytes.</summary>
public sealed class ChannelPressureTests
{
    private const int FrameLength = 1000;
    private const int ReadAtOnce = 256 * 1024;

    [Theory(Timeout = Limits.Test)]
    [InlineData(FrameLength)]
    [InlineData(0)]
    public async Task A_slow_reader_makes_the_channel_stop_reading(int frameLength)
    {
        const int MaxWaiting = 100_000;
        const int BytesForEach = 64;
        EndlessFrames frames = new(frameLength);
        await using MessageChannel channel = new(
            Endpoint.FromStreams(frames, Stream.Null),
            new MessageChannelOptions { Framing = MessageFraming.LengthPrefixed, MaxWaitingBytes = MaxWaiting });
        long taken = 0;
        for (int i = 0; i < 5000; i++)
        {
            Assert.Equal(frameLength, (await channel.ReadAsync(Limits.Wait)).Frame!.Value.Length);
            taken += frameLength + sizeof(uint);
            long waitingFrames = (frames.Given - taken) / (frameLength + sizeof(uint));
            Assert.InRange(waitingFrames * (frameLength + BytesForEach), 0, MaxWaiting + (long)ReadAtOnce * (frameLength + BytesForEach) / (frameLength + sizeof(uint)));
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Who_sends_to_a_slow_reader_waits_and_what_waits_can_be_withdrawn_whole()
    {
        (Endpoint endpoint, Endpoint other) = Endpoint.CreatePair();
        MessageChannel channel = new(endpoint, new MessageChannelOptions { Framing = MessageFraming.LengthPrefixed });
        long sent = 0;
        Task send;
        byte value = 0;
        while ((send = channel.SendAsync(Frame(value))).IsCompleted)
        {
            await send;
            sent += FrameLength + sizeof(uint);
            value++;
        }

        // One frame is half out: it goes whole. The next ones wait for their turn.
        Assert.InRange(sent, MemoryPipe.Capacity - FrameLength - sizeof(uint), MemoryPipe.Capacity);
        using CancellationTokenSource cancellation = new();
        Task withdrawn = channel.SendAsync(Frame(255), cancellation.Token);
        Task last = channel.SendAsync(Frame(254), CancellationToken.None);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => withdrawn.WaitAsync(Limits.Wait));
        Assert.False(send.IsCompleted || last.IsCompleted);

        await using MessageChannel reader = new(other, new MessageChannelOptions { Framing = MessageFraming.LengthPrefixed });
        await Task.WhenAll(send, last).WaitAsync(Limits.Wait);
        await channel.CompleteAsync();
        List<byte> read = [];
        await foreach (ReadOnlyMemory<byte> frame in reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal(FrameLength, frame.Length);
            read.Add(frame.Span[0]);
        }

        Assert.Equal([.. Enumerable.Range(0, value + 1).Select(number => (byte)number), 254], read);
        await channel.DisposeAsync();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_frame_that_was_begun_goes_out_whole_although_it_was_cancelled()
    {
        await using ChannelPair pair = new();
        using CancellationTokenSource cancellation = new();
        byte[] large = new byte[10_000_000];
        Task send = pair.First.SendAsync(large, cancellation.Token);
        await cancellation.CancelAsync();
        Assert.Equal(large.Length, (await pair.Second.ReadAsync(Limits.Wait)).Frame!.Value.Length);
        await send.WaitAsync(Limits.Wait);
    }

    private static byte[] Frame(byte value) => [.. Enumerable.Repeat(value, FrameLength)];

    /// <summary>Gives as many bytes as are asked for, up to <see cref="ReadAtOnce"/>, for ever, and counts them.</summary>
    private sealed class EndlessFrames(int frameLength) : MemoryStream
    {
        private readonly byte[] _frame = [(byte)frameLength, (byte)(frameLength >> 8), 0, 0, .. new byte[frameLength]];
        private long _given;

        public long Given => Volatile.Read(ref _given);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = Math.Min(buffer.Length, ReadAtOnce);
            int at = (int)(_given % _frame.Length);
            for (int i = 0; i < count; i++)
            {
                buffer.Span[i] = _frame[at];
                at = at + 1 == _frame.Length ? 0 : at + 1;
            }

            Volatile.Write(ref _given, _given + count);
            return new(count);
        }
    }
}
