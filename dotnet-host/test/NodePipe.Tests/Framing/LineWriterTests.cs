using System.Globalization;
using NodePipe.Framing;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Framing;

public sealed class LineWriterTests
{
    private const int SliceLength = 64 * 1024;

    [Fact(Timeout = Limits.Test)]
    public async Task Lines_of_many_concurrent_callers_never_tear_and_keep_each_callers_order()
    {
        const int Callers = 16;
        const int Each = 60;
        PipePair pipe = PipePair.Create();
        Task<List<string>> reading = ReadLines.TakeAllAsync(pipe.Reader);
        LineWriter writer = new(pipe.Writer);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < Each; i++)
            {
                await writer.WriteLineAsync(Line(caller, i));
            }
        })));
        await pipe.Writer.DisposeAsync();

        List<string> lines = await reading;
        Assert.Equal(Callers * Each, lines.Count);
        foreach (IGrouping<int, string> ofOne in lines.GroupBy(line => int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)))
        {
            Assert.Equal(Enumerable.Range(0, Each).Select(i => Line(ofOne.Key, i)), ofOne);
        }

        // Every tenth is longer than a slice and than the pipe.
        static string Line(int caller, int i) => $"{caller} {i} {new string((char)('a' + caller), i % 10 == 9 ? 150_000 : 10 + i)}";
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(SliceLength - 1)]
    [InlineData(SliceLength)]
    [InlineData(SliceLength + 1)]
    [InlineData((2 * SliceLength) - 1)]
    [InlineData(2 * SliceLength)]
    public async Task Surrogate_pairs_at_the_border_of_a_slice_arrive_as_they_were(int before)
    {
        string text = new string('é', before) + "😀😀" + new string('漢', before) + "😀";
        Assert.Equal([text, ""], await SendAsync(text, ""));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_lone_surrogate_arrives_as_the_replacement_character_and_spoils_no_other_line()
    {
        const string High = "\ud83d";
        const string Low = "\ude00";
        Assert.Equal(["a\ufffd", "\ufffdb", "next"], await SendAsync("a" + High, Low + "b", "next"));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("\r\n")]
    [InlineData("end\n")]
    public async Task A_line_end_in_the_text_is_an_argument_error_and_nothing_is_written(string text)
    {
        using MemoryStream stream = new();
        LineWriter writer = new(stream);
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => writer.WriteLineAsync(text).AsTask());
        Assert.StartsWith("A line cannot hold a line end (LF or CR). Send it as several lines.", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, stream.Length);
        await writer.WriteLineAsync("next");
        Assert.Equal("next\n"u8, stream.ToArray());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_line_cancelled_while_it_waits_for_its_turn_is_not_written()
    {
        PipePair pipe = PipePair.Create();
        LineWriter writer = new(pipe.Writer);
        string first = new('x', 1024 * 1024);
        Task writing = writer.WriteLineAsync(first).AsTask();
        using CancellationTokenSource cancellation = new();
        Task waiting = writer.WriteLineAsync("withdrawn", cancellation.Token).AsTask();
        Task last = writer.WriteLineAsync("last").AsTask();
        Assert.False(writing.IsCompleted || waiting.IsCompleted || last.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Limits.Wait));

        Task<List<string>> reading = ReadLines.TakeAllAsync(pipe.Reader);
        await Task.WhenAll(writing, last).WaitAsync(Limits.Wait);
        await pipe.Writer.DisposeAsync();
        Assert.Equal([first, "last"], await reading);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_line_cancelled_after_its_first_byte_goes_out_whole()
    {
        PipePair pipe = PipePair.Create();
        LineWriter writer = new(pipe.Writer);
        using CancellationTokenSource cancellation = new();
        string text = new('x', 1024 * 1024);
        Task writing = writer.WriteLineAsync(text, cancellation.Token).AsTask();
        byte[] first = new byte[1];
        Assert.Equal(1, await pipe.Reader.ReadAsync(first).AsTask().WaitAsync(Limits.Wait));
        await cancellation.CancelAsync();
        Assert.False(writing.IsCompleted);

        Task<List<string>> reading = ReadLines.TakeAllAsync(pipe.Reader);
        await writing.WaitAsync(Limits.Wait);
        await writer.WriteLineAsync("next");
        await pipe.Writer.DisposeAsync();
        Assert.Equal([text[1..], "next"], await reading);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_line_to_a_broken_pipe_is_an_error_for_each_caller_and_none_hangs()
    {
        PipePair pipe = PipePair.Create();
        LineWriter writer = new(pipe.Writer);
        Task writing = writer.WriteLineAsync(new string('x', 1024 * 1024)).AsTask();
        Task waiting = writer.WriteLineAsync("waiting").AsTask();
        await pipe.Reader.DisposeAsync();
        await Assert.ThrowsAsync<IOException>(() => writing.WaitAsync(Limits.Wait));
        await Assert.ThrowsAsync<IOException>(() => waiting.WaitAsync(Limits.Wait));
        await Assert.ThrowsAsync<IOException>(() => writer.WriteLineAsync("after").AsTask().WaitAsync(Limits.Wait));
    }

    private static async Task<List<string>> SendAsync(params string[] lines)
    {
        PipePair pipe = PipePair.Create();
        Task<List<string>> reading = ReadLines.TakeAllAsync(pipe.Reader);
        LineWriter writer = new(pipe.Writer);
        foreach (string line in lines)
        {
            await writer.WriteLineAsync(line);
        }

        await pipe.Writer.DisposeAsync();
        return await reading;
    }
}
