using System.Text.Json;

namespace NodePipe.Rpc.Values;

/// <summary>Objects with one member that stand for what JSON cannot carry.</summary>
internal static class Markers
{
    public static ReadOnlySpan<byte> Bytes => "$bin"u8;

    public static ReadOnlySpan<byte> Text => "$text"u8;

    public static ReadOnlySpan<byte> Stream => "$stream"u8;

    public static ReadOnlySpan<byte> Callback => "$callback"u8;

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> marker, long number)
    {
        writer.WriteStartObject();
        writer.WriteNumber(marker, number);
        writer.WriteEndObject();
    }

    /// <summary>Reads the marker at which the reader stands, if it is this one.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, ReadOnlySpan<byte> marker, out long number)
    {
        number = 0;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        Utf8JsonReader ahead = reader;
        if (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName && ahead.ValueTextEquals(marker)
            && ahead.Read() && ahead.TokenType == JsonTokenType.Number && ahead.TryGetInt64(out number)
            && ahead.Read() && ahead.TokenType == JsonTokenType.EndObject)
        {
            reader = ahead;
            return true;
        }

        return false;
    }

    /// <summary>Data that looks like a marker in a message that announces such would be taken for one.</summary>
    public static void ThrowIfAmbiguous(ReadOnlySpan<byte> line, int attached, int streams, int callbacks)
    {
        int found = Count(line, "{\"$bin\":"u8) + Count(line, "{\"$text\":"u8);
        if ((attached > 0 && found > attached)
            || (streams > 0 && Count(line, "{\"$stream\":"u8) > streams)
            || (callbacks > 0 && Count(line, "{\"$callback\":"u8) > callbacks))
        {
            throw new ValueFaultException(
                "is an object that looks like a marker ($bin, $text, $stream or $callback) in a message that carries such values. Rename its member, or send it in a call of its own.");
        }
    }

    /// <summary>How many objects there are that have this member and no other.</summary>
    private static int Count(ReadOnlySpan<byte> line, ReadOnlySpan<byte> marker)
    {
        int count = 0;
        for (int start = line.IndexOf(marker); start >= 0; start = line.IndexOf(marker))
        {
            count += HasOneMember(line[start..]) ? 1 : 0;
            line = line[(start + marker.Length)..];
        }

        return count;
    }

    private static bool HasOneMember(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        reader.Read();
        reader.Skip();
        return reader.Read() && reader.TokenType == JsonTokenType.EndObject;
    }
}
