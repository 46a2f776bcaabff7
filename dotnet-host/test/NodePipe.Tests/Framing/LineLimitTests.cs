using System.Text;
using NodePipe.Framing;
using Xunit;

namespace NodePipe.Tests.Framing;

public sealed class LineLimitTests
{
    private const int Limit = 10;
    private const string Sentence =
        "A line is longer than the limit of 10 bytes. Raise MaxMessageLength, or send less in one line.";

    [Theory]
    [InlineData("0123456789\n")]
    [InlineData("0123456789\r\n")]
    [InlineData("ééééé\r\n")]
    public void A_line_as_long_as_the_limit_passes_however_it_is_ended_and_split(string sent)
    {
        foreach (int atOnce in (int[])[1, 11, 100])
        {
            LineReader reader = new(Limit);
            List<string> lines = [];
            foreach (byte[] piece in Encoding.UTF8.GetBytes(sent).Chunk(atOnce))
            {
                ReadLines.Feed(reader, piece);
                lines.AddRange(ReadLines.Take(reader));
            }

            Assert.Equal([sent.TrimEnd()], lines);
        }
    }

    [Theory]
    [InlineData("0123456789a\n")]
    [InlineData("0123456789a\r\n")]
    [InlineData("éééééa\n")]
    public void A_line_one_byte_over_the_limit_is_a_clear_error(string sent)
    {
        LineReader reader = new(Limit);
        ReadLines.Feed(reader, Encoding.UTF8.GetBytes(sent));
        Assert.Equal(Sentence, Assert.Throws<NodeProtocolException>(() => reader.TryTakeFrame(out _)).Message);
    }

    [Fact]
    public void A_line_over_the_limit_is_an_error_before_its_end_has_come()
    {
        LineReader reader = new(Limit);
        ReadLines.Feed(reader, "0123456789a"u8);
        Assert.False(reader.TryTakeFrame(out _));
        ReadLines.Feed(reader, "b"u8);
        Assert.Equal(Sentence, Assert.Throws<NodeProtocolException>(() => reader.TryTakeFrame(out _)).Message);
    }

    [Fact]
    public void A_last_line_over_the_limit_is_an_error_too()
    {
        LineReader reader = new(Limit);
        ReadLines.Feed(reader, "0123456789a"u8);
        Assert.Equal(Sentence, Assert.Throws<NodeProtocolException>(() => reader.TryTakeRest(out _)).Message);
    }

    [Fact]
    public void Many_lines_that_are_together_longer_than_the_limit_pass()
    {
        LineReader reader = new(Limit);
        ReadLines.Feed(reader, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("01234567\n", 100))));
        Assert.Equal(100, ReadLines.Take(reader).Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_limit_that_lets_nothing_through_is_an_argument_error(int limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LineReader(limit));
}
