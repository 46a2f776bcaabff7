using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NodePipe.Framing;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Framing;

public sealed class LineSplittingTests
{
    /// <summary>Characters that are apt to go wrong: two to four bytes long, a CR that ends no line, a byte order mark.</summary>
    private static readonly Gen<string> Texts = Gen.OneOf(
            Gen.Elements("a", "é", "漢", "😀", "\r-", "\0", "\ufeff", " ", "\u2028"),
            Gen.Constant(new string('x', 70_000)))
        .ListOf().Select(parts => string.Concat(parts.Take(12)));

    private static readonly Gen<(string Text, string End)> Lines =
        from text in Texts
        from end in Gen.Elements("\n", "\r\n")
        select (text, end);

    private static readonly Gen<int[]> Splits = Gen.OneOf(Gen.Choose(1, 5), Gen.Choose(1, 200_000)).NonEmptyListOf()
        .Select(lengths => lengths.ToArray());

    [Fact(Timeout = Limits.Test)]
    public Task Any_lines_survive_any_split_of_reads_whatever_their_ends() => Task.Run(() => Prop.ForAll(
        Lines.ListOf().ToArbitrary(), Splits.ToArbitrary(), Texts.ToArbitrary(), AreReadAsSent).QuickCheckThrowOnFailure());

    [Fact]
    public void A_line_comes_as_soon_as_its_end_has_come_and_not_before()
    {
        LineReader reader = new();
        ReadLines.Feed(reader, "one\r"u8);
        Assert.Empty(ReadLines.Take(reader));
        ReadLines.Feed(reader, "\n\n  \r\ntw"u8);
        Assert.Equal(["one", "", "  "], ReadLines.Take(reader));
        ReadLines.Feed(reader, "o\n"u8);
        Assert.Equal(["two"], ReadLines.Take(reader));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("whole\n", null)]
    [InlineData("last", "last")]
    [InlineData("last\r", "last")]
    [InlineData("\r", "")]
    public void At_end_of_file_the_last_line_comes_without_its_end(string sent, string? expected)
    {
        LineReader reader = new();
        ReadLines.Feed(reader, Encoding.UTF8.GetBytes(sent));
        Assert.Equal(sent.Contains('\n', StringComparison.Ordinal) ? 1 : 0, ReadLines.Take(reader).Count());
        Assert.Equal(expected is not null, reader.TryTakeRest(out ReadOnlyMemory<byte> rest));
        Assert.Equal(expected ?? "", Encoding.UTF8.GetString(rest.Span));
        Assert.False(reader.TryTakeRest(out _));
    }

    [Fact]
    public void Bytes_that_are_no_line_are_taken_between_lines_as_many_as_have_come()
    {
        LineReader reader = new();
        ReadLines.Feed(reader, "before\nA\nB"u8);
        Assert.True(reader.TryTakeFrame(out _));
        byte[] taken = new byte[5];
        Assert.Equal(3, reader.TakeBytes(taken));
        ReadLines.Feed(reader, "C\nafter\n"u8);
        Assert.Equal(2, reader.TakeBytes(taken.AsSpan(3)));
        Assert.Equal("A\nBC\n"u8, taken);
        Assert.Equal(["after"], ReadLines.Take(reader));
    }

    private static void AreReadAsSent(IList<(string Text, string End)> lines, int[] splits, string last)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line.Text + line.End)) + last);
        LineReader reader = new();
        List<string> read = [];
        for (int i = 0, at = 0; at < bytes.Length; i++)
        {
            int length = Math.Min(splits[i % splits.Length], bytes.Length - at);
            ReadLines.Feed(reader, bytes.AsSpan(at, length));
            read.AddRange(ReadLines.Take(reader));
            at += length;
        }

        Assert.Equal(lines.Select(line => line.Text), read);
        Assert.Equal(last.Length > 0, reader.TryTakeRest(out ReadOnlyMemory<byte> rest));
        Assert.Equal(last, Encoding.UTF8.GetString(rest.Span));
    }
}
