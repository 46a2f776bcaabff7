using System.Text.Json;

namespace NodePipe;

/// <summary>A result of which the caller does not know beforehand whether it is a value or an async sequence.</summary>
public sealed class AnyResult
{
    internal AnyResult(JsonElement value, IAsyncEnumerable<JsonElement>? stream)
    {
        Value = value;
        Stream = stream;
    }

    /// <summary>The value; undefined where it is a sequence.</summary>
    public JsonElement Value { get; }

    /// <summary>
    /// The sequence; null where it is a value. Enumerate it, if only to leave at once: until then the other side keeps it
    /// open.
    /// </summary>
    public IAsyncEnumerable<JsonElement>? Stream { get; }
}
