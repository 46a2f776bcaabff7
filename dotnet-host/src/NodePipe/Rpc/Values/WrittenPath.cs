using System.Text;
using System.Text.Json;

namespace NodePipe.Rpc.Values;

/// <summary>
/// Where the writing of a message broke off, told from what is written of it: the serializer's own paths know neither
/// positions in arrays nor the names that JSON uses.
/// </summary>
internal static class WrittenPath
{
    /// <summary>The path of the value that should have come next, such as <c>params[1].items[0]</c>; empty after the last.</summary>
    public static string Of(ReadOnlySpan<byte> json)
    {
        Stack<Level> open = [];
        // The blank ends a number that was written last, which could have more digits otherwise.
        ReadOnlySpan<byte> ended = [.. json, (byte)' '];
        Utf8JsonReader reader = new(ended, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                Follow(in reader, open);
            }
        }
        catch (JsonException)
        {
            // The end of what is written, in the middle of the message.
        }

        StringBuilder path = new();
        foreach (Level level in open.Reverse())
        {
            path.Append(level switch
            {
                { IsArray: true } => $"[{level.Index}]",
                { Name: null } => "",
                { Name: string name } when !name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '$') => $"[\"{name}\"]",
                _ => path.Length == 0 ? level.Name : $".{level.Name}",
            });
        }

        return path.ToString();
    }

    private static void Follow(scoped in Utf8JsonReader reader, Stack<Level> open)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                open.Push(new Level(reader.TokenType == JsonTokenType.StartArray));
                return;
            case JsonTokenType.PropertyName:
                open.Peek().Name = reader.GetString();
                return;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                open.Pop();
                break;
        }

        if (open.TryPeek(out Level? level))
        {
            level.Index++;
            level.Name = null;
        }
    }

    private sealed class Level(bool isArray)
    {
        public bool IsArray { get; } = isArray;

        public int Index { get; set; }

        public string? Name { get; set; }
    }
}
