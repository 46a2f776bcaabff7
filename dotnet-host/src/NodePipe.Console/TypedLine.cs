using System.Text.Json;

namespace NodePipe.Console;

/// <summary>What the child does with a line that the user typed.</summary>
internal static class TypedLine
{
    // As deep as the child reads.
    private static readonly JsonDocumentOptions AsTheChild = new() { MaxDepth = 512 };

    /// <summary>Whether a line comes back: to a text, a request, a batch with one, and to what is no message at all.</summary>
    public static bool IsAnswered(string line)
    {
        if (!IsMessage(line))
        {
            return true;
        }

        try
        {
            using JsonDocument message = JsonDocument.Parse(line, AsTheChild);
            JsonElement root = message.RootElement;
            return root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0
                ? root.EnumerateArray().Any(IsAnswered)
                : IsAnswered(root);
        }
        catch (JsonException)
        {
            return true;
        }
    }

    /// <summary>A message, not text: its first non-blank character is <c>{</c> or <c>[</c>.</summary>
    private static bool IsMessage(string line) => line.AsSpan().TrimStart() is ['{' or '[', ..];

    private static bool IsAnswered(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        bool hasId = message.TryGetProperty("id", out _);
        return message.TryGetProperty("method", out _)
            ? hasId
            : !(hasId && (message.TryGetProperty("result", out _) || message.TryGetProperty("error", out _)));
    }
}
