using System.Text;
using NodePipe.Framing;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Framing;

public sealed class FramingTests
{
    private const int Count = 100_000;

    public static TheoryData<string> Names => Framings.Names;

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Names))]
    public async Task Random_frames_survive_any_split_of_reads(string name)
    {
        MessageFraming framing = Framings.Named(name);
        Random random = new(1);
        await using SplittingStream stream = new(framing.CreateReader(), random);
        FrameWriter writer = new(stream, framing);
        ulong sent = 0;
        for (int i = 0; i < Count; i++)
        {
            byte[] frame = Framings.RandomFrame(random, framing);
            sent = Framings.Add(sent, frame);
            await writer.WriteAsync(frame, TestContext.Current.CancellationToken);
        }

        Assert.Equal((Count, sent), (stream.Count, stream.Hash));
        Assert.False(stream.Reader.TryTakeRest(out _));
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Names))]
    public async Task A_frame_longer_than_the_limit_is_an_error_and_one_as_long_passes(string name)
    {
        FrameReader reader = Framings.Named(name).CreateReader(5);
        ReadLines.Feed(reader, await Framings.WriteAsync(Framings.Named(name), "12345", "123456"));
        Assert.True(reader.TryTakeFrame(out ReadOnlyMemory<byte> frame));
        Assert.Equal("12345"u8, frame.Span);
        Assert.Throws<NodeProtocolException>(() => reader.TryTakeFrame(out _));
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Names))]
    public async Task What_a_frame_attaches_follows_it_whatever_the_framing(string name)
    {
        MessageFraming framing = Framings.Named(name);
        MessageReader reader = new(framing: framing);
        byte[] bytes =
        [
            .. await Framings.WriteAsync(framing, """{"$bin":[3,0,2],"x":1}"""),
            .. "A\nB"u8, 0, 255,
            .. await Framings.WriteAsync(framing, "next"),
        ];
        List<string> read = [];
        foreach (byte value in bytes)
        {
            reader.GetMemory().Span[0] = value;
            reader.Advance(1);
            while (reader.TryRead(out IncomingMessage message))
            {
                read.Add($"{Encoding.UTF8.GetString(message.Line.Span)} {string.Join('|', message.Attachments.Select(attachment => Convert.ToHexString(attachment.Bytes)))}");
            }
        }

        Assert.Equal(["""{"$bin":[3,0,2],"x":1} 410A42||00FF""", "next "], read);
        Assert.False(reader.TryReadRest(out _));
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("\n")]
    public async Task A_line_that_holds_LF_is_refused_with_what_to_do_and_nothing_is_written(string frame)
    {
        using MemoryStream stream = new();
        FrameWriter writer = new(stream, MessageFraming.Lines);
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => writer.WriteAsync(Encoding.UTF8.GetBytes(frame)).AsTask());
        Assert.StartsWith(
            "A line cannot hold a line end (LF). Send it as several lines, or choose MessageFraming.LengthPrefixed.", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, stream.Length);
        await writer.WriteAsync("next"u8.ToArray());
        Assert.Equal("next\n"u8, stream.ToArray());
    }

    [Fact]
    public async Task A_NUL_in_a_frame_that_NUL_ends_is_refused_with_what_to_do()
    {
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => Framings.WriteAsync(MessageFraming.NulTerminated, "a\0b"));
        Assert.StartsWith(
            "A frame that NUL ends cannot hold NUL. Choose MessageFraming.LengthPrefixed or Headers for such bytes.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bytes_of_each_framing_are_those_that_others_expect()
    {
        Assert.Equal("é\nb\r\r\n\n"u8.ToArray(), await Framings.WriteAsync(MessageFraming.Lines, "é", "b\r", ""));
        Assert.Equal("é\0\0"u8.ToArray(), await Framings.WriteAsync(MessageFraming.NulTerminated, "é", ""));
        Assert.Equal("\u0002\0\0\0é\0\0\0\0"u8.ToArray(), await Framings.WriteAsync(MessageFraming.LengthPrefixed, "é", ""));
        Assert.Equal("Content-Length: 2\r\n\r\néContent-Length: 0\r\n\r\n"u8.ToArray(), await Framings.WriteAsync(MessageFraming.Headers, "é", ""));
    }

    [Theory]
    [InlineData("content-length:2\r\n\r\nok")]
    [InlineData("CONTENT-LENGTH: 2 \r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\nok")]
    [InlineData("X-Other: é:\nContent-Length: 02\nContent-Length: 2\n\nok")]
    public void Headers_are_read_as_others_write_them(string sent)
    {
        FrameReader reader = MessageFraming.Headers.CreateReader();
        ReadLines.Feed(reader, Encoding.UTF8.GetBytes(sent));
        Assert.True(reader.TryTakeFrame(out ReadOnlyMemory<byte> frame));
        Assert.Equal("ok"u8, frame.Span);
        Assert.False(reader.TryTakeRest(out _));
    }

    [Theory]
    [InlineData("\0\0\0\u000f")]
    [InlineData("Content-Length: 251658240\r\n\r\n")]
    public void An_announcement_alone_takes_no_memory(string sent)
    {
        FrameReader reader = (sent[0] == '\0' ? MessageFraming.LengthPrefixed : MessageFraming.Headers).CreateReader();
        ReadLines.Feed(reader, Encoding.Latin1.GetBytes(sent));
        Assert.False(reader.TryTakeFrame(out _));
        Assert.InRange(reader.GetMemory().Length, 1, 128 * 1024);
        EndOfStreamException torn = Assert.Throws<EndOfStreamException>(() => reader.TryTakeRest(out _));
        Assert.Equal("The connection ended in the middle of a frame: 0 of 251658240 bytes had come.", torn.Message);
    }

    /// <summary>Reads what is written to it in random pieces, of one byte often.</summary>
    private sealed class SplittingStream(FrameReader reader, Random random) : MemoryStream
    {
        public FrameReader Reader => reader;

        public int Count { get; private set; }

        public ulong Hash { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (buffer.Length > 0)
            {
                Memory<byte> room = reader.GetMemory();
                int most = random.Next(3) == 0 ? 1 : random.Next(1, 100_000);
                int length = Math.Min(Math.Min(most, room.Length), buffer.Length);
                buffer[..length].CopyTo(room);
                reader.Advance(length);
                buffer = buffer[length..];
                while (reader.TryTakeFrame(out ReadOnlyMemory<byte> frame))
                {
                    Hash = Framings.Add(Hash, frame.Span);
                    Count++;
                }
            }

            return ValueTask.CompletedTask;
        }
    }
}
