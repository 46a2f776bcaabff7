using System.Text.Json;

namespace NodePipe.Rpc.Values;

/// <summary>Arrays of numbers that messages announce things by.</summary>
internal static class Numbers
{
    public static long[] Parse(ReadOnlySpan<byte> json)
    {
        if (json.Length == 0)
        {
            return [];
        }

        List<long> numbers = [];
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number))
            {
                numbers.Add(number);
            }

            // What is no number announces nothing.
            reader.Skip();
        }

        return [.. numbers];
    }
}
