using System.Buffers.Text;
using System.Text.Json;
using NodePipe.Errors;
using NodePipe.Framing;

namespace NodePipe.Rpc;

/// <summary>Messages that came but for their long values, which follow in chunks.</summary>
/// <param name="maxLength">The most bytes that the long values of one message may have together.</param>
internal sealed class LongValues(long maxLength)
{
    private readonly Dictionary<long, Held> _held = [];

    private static ReadOnlySpan<byte> ChunkBegin => "\"method\":\"$/chunk\",\"params\":["u8;

    /// <summary>Holds the message back until its long values are there.</summary>
    /// <param name="message">The message; its line is copied.</param>
    /// <param name="announcement">What it announces: <c>[[number, length], …]</c>.</param>
    /// <returns>The message, where none of them has a byte to wait for; otherwise null.</returns>
    public IncomingMessage? Hold(IncomingMessage message, ReadOnlySpan<byte> announcement)
    {
        long total = 0;
        List<(long Number, Memory<byte> Bytes)> values = [];
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

            values.Add((number, IncomingMessage.ArrayFor((int)length, message.IsRented).AsMemory(0, (int)length)));
        }

        Held held = new(message with { Line = message.Line.ToArray() }, [.. values.Select(value => value.Bytes)]);
        for (int index = 0; index < values.Count; index++)
        {
            (long number, Memory<byte> bytes) = values[index];
            if (bytes.Length == 0)
            {
                continue;
            }

            if (!_held.TryAdd(number, held))
            {
                throw new NodeProtocolException($"The long value {number} is announced twice; each needs a number of its own.");
            }

            held.Indexes[number] = index;
            held.Missing++;
        }

        return held.Missing == 0 ? held.ToMessage() : null;
    }

    /// <summary>Where a chunk belongs, so that it is read to its place; null where the line is no chunk.</summary>
    public Memory<byte>? PlaceFor(ReadOnlySpan<byte> line, int length)
    {
        int start = line.IndexOf(ChunkBegin);
        if (start < 0 || !Utf8Parser.TryParse(line[(start + ChunkBegin.Length)..], out long number, out _)
            || !_held.TryGetValue(number, out Held? held))
        {
            return null;
        }

        Memory<byte> rest = held.Values[held.Indexes[number]][held.Filled.GetValueOrDefault(number)..];
        if (length > rest.Length)
        {
            return null;
        }

        return rest[..length];
    }

    /// <summary>Takes a chunk; the result is the message that it completes, or null.</summary>
    public IncomingMessage? Add(ReadOnlySpan<byte> parameters, ReadOnlyMemory<byte>[] attachments)
    {
        Utf8JsonReader reader = new(parameters);
        reader.Read();
        long number = ReadNumber(ref reader);
        if (attachments is not [ReadOnlyMemory<byte> chunk] || !_held.TryGetValue(number, out Held? held))
        {
            throw new NodeProtocolException($"A chunk of the long value {number} came, which no message announced.");
        }

        int filled = held.Filled.GetValueOrDefault(number);
        Span<byte> rest = held.Values[held.Indexes[number]].Span[filled..];
        if (chunk.Length > rest.Length)
        {
            throw new NodeProtocolException($"More came of the long value {number} than the {filled + rest.Length} bytes announced.");
        }

        if (!chunk.Span.Overlaps(rest))
        {
            chunk.Span.CopyTo(rest);
        }

        held.Filled[number] = filled + chunk.Length;
        if (chunk.Length < rest.Length)
        {
            return null;
        }

        _held.Remove(number);
        return --held.Missing == 0 ? held.ToMessage() : null;
    }

    private static long ReadNumber(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number)
            ? number
            : throw new NodeProtocolException("A message announces long values in another form than [[number, length], …].");

    private sealed record Held(IncomingMessage Message, Memory<byte>[] Values)
    {
        public int Missing { get; set; }

        public Dictionary<long, int> Indexes { get; } = [];

        public Dictionary<long, int> Filled { get; } = [];

        /// <summary>The whole message: the long values count on after what was attached.</summary>
        public IncomingMessage ToMessage() =>
            Message with { Attachments = [.. Message.Attachments, .. Values.Select(value => (ReadOnlyMemory<byte>)value)] };
    }
}
