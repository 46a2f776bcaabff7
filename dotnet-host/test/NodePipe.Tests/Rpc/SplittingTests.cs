using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NodePipe.Framing;
using Xunit;

namespace NodePipe.Tests.Rpc;

public sealed class SplittingTests
{
    private static readonly Gen<Sent> Messages = Gen.OneOf(
        from text in ArbMap.Default.GeneratorFor<string>()
        from end in Gen.Elements("\n", "\r\n")
        select new Sent((text ?? "").Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal), end, []),
        from attachments in ArbMap.Default.GeneratorFor<byte[]>().ListOf()
        select new Sent($$"""{"$bin":[{{string.Join(',', attachments.Select(bytes => bytes.Length))}}],"x":1}""", "\n", [.. attachments]));

    private static readonly Gen<int[]> Splits = Gen.Choose(1, 40).ArrayOf();

    [Fact(Timeout = Limits.Test)]
    public Task Any_messages_survive_any_split_of_reads() => Task.Run(() => Prop.ForAll(
        Messages.ListOf().ToArbitrary(), Splits.ToArbitrary(), AreReadAsSent).QuickCheckThrowOnFailure());

    [Fact]
    public void End_of_file_within_attachments_is_an_error_and_within_a_line_is_not()
    {
        MessageReader whole = new();
        Feed(whole, "last"u8);
        Assert.True(whole.TryReadRest(out IncomingMessage message));
        Assert.Equal("last", Encoding.UTF8.GetString(message.Line.Span));

        MessageReader torn = new();
        Feed(torn, "{\"$bin\":[5],\"x\":1}\nab"u8);
        Assert.False(torn.TryRead(out _));
        Assert.Throws<EndOfStreamException>(() => torn.TryReadRest(out _));
    }

    private static void AreReadAsSent(IList<Sent> messages, int[] splits)
    {
        byte[] bytes = [.. messages.SelectMany(message => message.Bytes())];
        MessageReader reader = new();
        List<Sent> read = [];
        int at = 0;
        for (int i = 0; at < bytes.Length; i++)
        {
            int length = Math.Min(splits.Length == 0 ? bytes.Length : splits[i % splits.Length], bytes.Length - at);
            at += Feed(reader, bytes.AsSpan(at, length));
            while (reader.TryRead(out IncomingMessage message))
            {
                read.Add(new Sent(
                    Encoding.UTF8.GetString(message.Line.Span), "", [.. message.Attachments.Select(attachment => attachment.Bytes.ToArray())]));
            }
        }

        // What is no text in UTF-16 is none in UTF-8 either: compared as bytes.
        Assert.Equal(messages.Select(message => Encoding.UTF8.GetBytes(message.Line)), read.Select(message => Encoding.UTF8.GetBytes(message.Line)));
        Assert.Equal(messages.SelectMany(message => message.Attachments), read.SelectMany(message => message.Attachments));
    }

    private static int Feed(MessageReader reader, ReadOnlySpan<byte> bytes)
    {
        int length = Math.Min(bytes.Length, reader.GetMemory().Length);
        bytes[..length].CopyTo(reader.GetMemory().Span);
        reader.Advance(length);
        return length;
    }

    private sealed record Sent(string Line, string End, byte[][] Attachments)
    {
        public IEnumerable<byte> Bytes() => Encoding.UTF8.GetBytes(Line + End).Concat(Attachments.SelectMany(bytes => bytes));
    }
}
