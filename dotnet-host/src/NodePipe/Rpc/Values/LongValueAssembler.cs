using System.Buffers.Text;
using System.Text.Json;
using NodePipe.Framing;
using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc.Values;

/// <summary>
/// Puts messages together whose long values follow in chunks. Their memory grows with the bytes that have come, and what
/// all of them hold is counted.
/// </summary>
/// <param name="maxLength">The most bytes that the long values of one message may have together.</param>
/// <param name="budget">By which they are counted, as they come.</param>
internal sealed class LongValueAssembler(long maxLength, ByteBudget budget)
{
    /// <summary>What it takes to wait for a value, whatever its length.</summary>
    public const int BytesForEach = 200;

    private readonly Dictionary<long, Unfinished> _values = [];
    private Unfinished? _underWay;

    private static ReadOnlySpan<byte> ChunkBegin => "{\"$bin\":["u8;

    private static ReadOnlySpan<byte> ChunkMiddle => "],\"jsonrpc\":\"2.0\",\"method\":\"$/chunk\",\"params\":["u8;

    private static ReadOnlySpan<byte> ChunkEnd => ",{\"$bin\":0}]}"u8;

    /// <summary>Holds the message back until its long values are there.</summary>
    /// <param name="message">The message; its line is copied.</param>
    /// <param name="announcement">What it announces: <c>[[number, length], …]</c>.</param>
    /// <returns>The message, where none of them has a byte to wait for; otherwise null.</returns>
    /// <exception cref="NodeProtocolException">The announcement is malformed, or too much is held.</exception>
    public IncomingMessage? Hold(IncomingMessage message, ReadOnlySpan<byte> announcement)
    {
        List<(long Number, int Length)> announced = Parse(announcement);
        bool isPooled = IncomingMessage.SeemsToHoldText(message.Line.Span);
        Attachment[] values = [.. announced.Select(value => new Attachment(value.Length, isPooled))];
        HeldMessage held = new(message with { Line = message.Line.ToArray(), Attachments = [.. message.Attachments, .. values] });
        for (int index = 0; index < values.Length; index++)
        {
            if (values[index].Length == 0)
            {
                continue;
            }

            long number = announced[index].Number;
            if (!_values.TryAdd(number, new Unfinished(number, values[index], held)))
            {
                throw new NodeProtocolException($"The long value {number} is announced twice; each needs a number of its own.");
            }

            held.Missing++;
        }

        if (held.Missing == 0)
        {
            return held.Message;
        }

        long attached = message.Attachments.Sum(attachment => (long)attachment.Length);
        Count(held, message.Line.Length + attached + (BytesForEach * (long)values.Length));
        return null;
    }

    /// <summary>
    /// The value whose chunk a line is, in exactly the form in which it should be written: then its bytes are read to their
    /// place. Null for any other line.
    /// </summary>
    public Attachment? ValueOf(ReadOnlySpan<byte> line, int length)
    {
        if (!TryParseChunk(line, out long number) || !_values.TryGetValue(number, out Unfinished? value) || length > value.MissingLength)
        {
            return null;
        }

        _underWay = value;
        Count(value.Message, length);
        return value.Bytes;
    }

    /// <summary>The chunk that <see cref="ValueOf"/> gave a place has come; the result is the message that it completes, or null.</summary>
    public IncomingMessage? Add() => _underWay is Unfinished value ? CompleteIfFull(value) : null;

    /// <summary>Takes a chunk in another form; the result is the message that it completes, or null.</summary>
    /// <exception cref="NodeProtocolException">No message announced it, or more came than was announced.</exception>
    public IncomingMessage? Add(ReadOnlySpan<byte> parameters, Attachment[] attachments)
    {
        Utf8JsonReader reader = new(parameters);
        reader.Read();
        long number = ReadNumber(ref reader);
        if (attachments is not [Attachment chunk] || !_values.TryGetValue(number, out Unfinished? value))
        {
            throw new NodeProtocolException($"A chunk of the long value {number} came, which no message announced.");
        }

        if (chunk.Length > value.MissingLength)
        {
            throw new NodeProtocolException($"More came of the long value {number} than the {value.Bytes.Length} bytes announced.");
        }

        Count(value.Message, chunk.Length);
        chunk.Bytes.CopyTo(value.Bytes.GetRoom(chunk.Length).Span);
        value.Bytes.Advance(chunk.Length);
        return CompleteIfFull(value);
    }

    private IncomingMessage? CompleteIfFull(Unfinished value)
    {
        if (value.MissingLength > 0)
        {
            return null;
        }

        _values.Remove(value.Number);
        _underWay = null;
        HeldMessage held = value.Message;
        held.Missing--;
        if (held.Missing > 0)
        {
            return null;
        }

        budget.Release(HeldKind.LongValues, held.Counted);
        return held.Message;
    }

    private void Count(HeldMessage held, long length)
    {
        budget.Add(HeldKind.LongValues, length, ofOne: held.Counted + length);
        held.Counted += length;
    }

    private List<(long Number, int Length)> Parse(ReadOnlySpan<byte> announcement)
    {
        long total = 0;
        List<(long Number, int Length)> values = [];
        Utf8JsonReader reader = new(announcement);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            long number = ReadNumber(ref reader);
            long length = ReadNumber(ref reader);
            reader.Read();
            total += Math.Min(length, maxLength + 1);
            if (length < 0 || total > maxLength)
            {
                throw new NodeProtocolException($"A message announces long values of more than the limit of {maxLength} bytes together. Raise the limit, or send less at once.");
            }

            values.Add((number, (int)length));
        }

        return values;
    }

    private static bool TryParseChunk(ReadOnlySpan<byte> line, out long number)
    {
        number = 0;
        if (!line.StartsWith(ChunkBegin) || !Utf8Parser.TryParse(line[ChunkBegin.Length..], out long _, out int digits))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line[(ChunkBegin.Length + digits)..];
        return rest.StartsWith(ChunkMiddle)
            && Utf8Parser.TryParse(rest[ChunkMiddle.Length..], out number, out digits)
            && rest[(ChunkMiddle.Length + digits)..].SequenceEqual(ChunkEnd);
    }

    private static long ReadNumber(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number)
            ? number
            : throw new NodeProtocolException("A message announces long values in another form than [[number, length], …].");

    /// <summary>A message that waits for its long values, which count on after what is attached to it.</summary>
    private sealed class HeldMessage(IncomingMessage message)
    {
        public IncomingMessage Message { get; } = message;

        /// <summary>How many bytes of it are counted.</summary>
        public long Counted { get; set; }

        public int Missing { get; set; }
    }

    private sealed record Unfinished(long Number, Attachment Bytes, HeldMessage Message)
    {
        public int MissingLength => Bytes.Length - Bytes.Filled;
    }
}
