using System.Text;
using NodePipe.Processes;
using NodePipe.Tests.Rpc;
using NodePipe.Transport;
using Xunit;

namespace NodePipe.Tests.Processes;

public sealed class OutputLinesTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a")]
    [InlineData("a\nb\r\nc\rd", "a|b|c|d")]
    [InlineData("\n\r\n\r\r\n", "|||")]
    [InlineData("a\n\nb\n", "a||b")]
    public async Task Lines_end_with_LF_or_CR_LF_or_CR_and_the_last_needs_no_end(string output, string lines)
    {
        foreach (int step in (int[])[1, 2, 5, 4096])
        {
            Assert.Equal(lines, string.Join('|', await ReadAsync(output, step)));
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_line_of_the_greatest_length_is_whole_and_a_longer_one_comes_in_pieces()
    {
        string whole = new('x', OutputLines.LongestPiece);
        List<string> lines = await ReadAsync($"{whole}\n{whole}y\n", 65536);
        Assert.Equal([whole.Length, whole.Length, 1], lines.Select(line => line.Length));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Output_without_a_line_end_is_handed_on_in_pieces_that_lose_nothing_and_split_no_character()
    {
        string output = string.Concat(Enumerable.Repeat("a😀", OutputLines.LongestPiece));
        List<string> lines = await ReadAsync(output, 65536);
        Assert.All(lines, line => Assert.True(line.Length <= OutputLines.LongestPiece && !char.IsHighSurrogate(line[^1])));
        Assert.Equal(output, string.Concat(lines));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_is_remembered_of_a_long_line_is_its_beginning()
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(new string('x', 10_000)));
        OutputLines lines = new(ByteSource.FromStream(stream), _ => { }, _ => { }, 1, CancellationToken.None);
        lines.Start();
        await lines.ReadToEnd;
        Assert.Equal([new string('x', OutputLines.LongestRemembered) + "…"], lines.Tail());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task While_the_child_lives_a_blocked_listener_stops_the_reading_and_afterwards_loses_nothing()
    {
        string[] written = [.. Enumerable.Range(0, 200_000).Select(i => $"{i}")];
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(string.Join('\n', written)));
        using ManualResetEventSlim mayReturn = new();
        using CancellationTokenSource writerGone = new();
        List<string> seen = [];
        OutputLines lines = new(
            ByteSource.FromStream(stream),
            line =>
            {
                mayReturn.Wait();
                seen.Add(line);
            },
            _ => { }, 1, writerGone.Token);
        lines.Start();

        long last = 0;
        await Limits.UntilAsync(
            () => last == (last = stream.Position) && last > LineHandover.MostWaiting, "as much has been read as may wait, and no more is");
        Assert.False(lines.ReadToEnd.IsCompleted);
        Assert.InRange(stream.Position, LineHandover.MostWaiting, stream.Length / 2);

        await writerGone.CancelAsync();
        await lines.ReadToEnd;
        Assert.Equal(written[^1..], lines.Tail());
        Assert.False(lines.Completed.IsCompleted);

        mayReturn.Set();
        await lines.Completed;
        Assert.Equal(written, seen);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Empty_lines_that_wait_take_room_too()
    {
        using ManualResetEventSlim mayReturn = new();
        TaskCompletionSource room = new(TaskCreationOptions.RunContinuationsAsynchronously);
        LineHandover handover = new(_ => mayReturn.Wait(), _ => { }, room.SetResult);
        for (int count = 0; count <= LineHandover.MostWaiting; count++)
        {
            Assert.True(handover.HasRoom());
            handover.Add("");
        }

        Assert.False(handover.HasRoom());
        Assert.False(room.Task.IsCompleted);
        mayReturn.Set();
        await room.Task.WaitAsync(Limits.Wait);
        handover.Complete();
        await handover.Completed.WaitAsync(Limits.Wait);
    }

    private static async Task<List<string>> ReadAsync(string output, int step)
    {
        List<string> lines = [];
        using SteppedStream stream = new(Encoding.UTF8.GetBytes(output), step);
        OutputLines reading = new(ByteSource.FromStream(stream), lines.Add, error => throw error, 0, CancellationToken.None);
        reading.Start();
        await reading.Completed;
        return lines;
    }

    private sealed class SteppedStream(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }
}
