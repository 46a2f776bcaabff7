using System.Text;
using NodePipe.Framing;

namespace NodePipe.Tests.Framing;

/// <summary>Feeds a reader as a pipe would, and takes what comes out of it.</summary>
internal static class ReadLines
{
    /// <summary>Puts bytes into the reader, in as many pieces as it has room for.</summary>
    public static void Feed(FrameReader reader, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            Span<byte> room = reader.GetMemory().Span;
            int length = Math.Min(room.Length, bytes.Length);
            bytes[..length].CopyTo(room);
            reader.Advance(length);
            bytes = bytes[length..];
        }
    }

    /// <summary>Every whole line that has come.</summary>
    public static IEnumerable<string> Take(FrameReader reader)
    {
        while (reader.TryTakeFrame(out ReadOnlyMemory<byte> line))
        {
            yield return Encoding.UTF8.GetString(line.Span);
        }
    }

    /// <summary>Every line of a stream, to its end.</summary>
    public static async Task<List<string>> TakeAllAsync(Stream stream)
    {
        LineReader reader = new();
        List<string> lines = [];
        while (true)
        {
            int length = await stream.ReadAsync(reader.GetMemory()).AsTask().WaitAsync(Rpc.Limits.Wait);
            if (length == 0)
            {
                break;
            }

            reader.Advance(length);
            lines.AddRange(Take(reader));
        }

        if (reader.TryTakeRest(out ReadOnlyMemory<byte> rest))
        {
            lines.Add(Encoding.UTF8.GetString(rest.Span));
        }

        return lines;
    }
}
