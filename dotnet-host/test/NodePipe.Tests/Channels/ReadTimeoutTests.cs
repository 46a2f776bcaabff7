using System.Globalization;
using System.Text;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Channels;

public sealed class ReadTimeoutTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task A_read_that_comes_to_its_time_says_nothing_yet_and_the_next_one_gets_the_frame()
    {
        ManualClock clock = new();
        await using ChannelPair pair = new(clock: clock);
        Task<MessageRead> reading = pair.Second.ReadAsync(TimeSpan.FromSeconds(5)).AsTask();
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.False(reading.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        MessageRead read = await reading.WaitAsync(Limits.Wait);
        Assert.True(read.IsNothingYet);
        Assert.False(read.IsEnd);

        await pair.First.SendAsync(ChannelPair.Bytes("late"));
        Assert.Equal("late", await ChannelPair.ReadAsync(pair.Second));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Time_outs_in_the_middle_of_frames_lose_no_byte()
    {
        const int Count = 3000;
        await using ChannelPair pair = new();
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < Count; i++)
            {
                await pair.First.SendAsync(Encoding.ASCII.GetBytes($"{i} {new string('x', i % 50 == 0 ? 100_000 : i % 100)}"));
                await Task.Yield();
            }

            await pair.First.CompleteAsync();
        });
        int read = 0;
        int nothing = 0;
        for (MessageRead next = default; !next.IsEnd; next = await pair.Second.ReadAsync(read % 3 == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(read % 7)))
        {
            if (next.Frame is ReadOnlyMemory<byte> frame)
            {
                string text = Encoding.ASCII.GetString(frame.Span);
                Assert.Equal($"{read} ", text[..(text.IndexOf(' ', StringComparison.Ordinal) + 1)]);
                Assert.Equal(read % 50 == 0 ? 100_000 : read % 100, text.Length - read.ToString(CultureInfo.InvariantCulture).Length - 1);
                read++;
                continue;
            }

            nothing++;
            await Task.Yield();
        }

        Assert.Equal(Count, read);
        Assert.NotEqual(0, nothing);
        await sending;
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_cancelled_read_loses_nothing()
    {
        await using ChannelPair pair = new();
        using CancellationTokenSource cancellation = new();
        Task<MessageRead> reading = pair.Second.ReadAsync(Timeout.InfiniteTimeSpan, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Limits.Wait));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pair.Second.ReadAsync(TimeSpan.Zero, cancellation.Token).AsTask());
        await pair.First.SendAsync(ChannelPair.Bytes("still there"));
        Assert.Equal("still there", await ChannelPair.ReadAsync(pair.Second));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_time_that_no_timer_can_wait_is_an_argument_error()
    {
        await using ChannelPair pair = new();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => pair.First.ReadAsync(TimeSpan.FromSeconds(-2)).AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => pair.First.ReadAsync(TimeSpan.FromDays(60)).AsTask());
    }
}
