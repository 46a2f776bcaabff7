using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Rpc.Streams;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Calls;

/// <summary>The parameters of a call that came in, each read when its handler asks for it.</summary>
internal sealed class Arguments
{
    public static readonly Arguments None = new(default, null);

    private readonly ReadOnlyMemory<byte> _json;
    private readonly List<(string? Name, int Start, int Length)> _values = [];

    /// <param name="json">An array or an object; empty where there are none.</param>
    /// <param name="scope">What its markers stand for; null where it has none.</param>
    public Arguments(ReadOnlyMemory<byte> json, DecodingScope? scope)
    {
        _json = json;
        Scope = scope;
        if (json.Length == 0)
        {
            return;
        }

        Utf8JsonReader reader = new(json.Span, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        IsNamed = reader.TokenType == JsonTokenType.StartObject;
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
        {
            string? name = null;
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = NameOf(in reader);
                reader.Read();
            }

            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            _values.Add((name, start, (int)reader.BytesConsumed - start));
        }
    }

    public DecodingScope? Scope { get; }

    /// <summary>How many bytes they hold, with what is attached.</summary>
    public long HeldLength => _json.Length + (Scope?.AttachedLength ?? 0);

    /// <summary>Whether they came by name.</summary>
    public bool IsNamed { get; }

    public int Count => _values.Count;

    public int IndexOf(string name) =>
        _values.FindIndex(value => string.Equals(value.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The value at this position, which must be there.</summary>
    public object? Read(int index, JsonTypeInfo type)
    {
        (_, int start, int length) = _values[index];
        return Read(_json.Span.Slice(start, length), type, $"Argument {index + 1}");
    }

    /// <summary>The value at this position; the type's default where it is missing, as in JavaScript.</summary>
    public T? Read<T>(int index, JsonTypeInfo<T> type) => index >= _values.Count ? default : (T?)Read(index, (JsonTypeInfo)type);

    /// <summary>All of them as one value, which parameters by name are.</summary>
    public object? ReadWhole(JsonTypeInfo type) => Read(_json.Span, type, "The parameters");

    // No parameter has a name with half a surrogate pair.
    private static string? NameOf(scoped in Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private object? Read(ReadOnlySpan<byte> json, JsonTypeInfo type, string what)
    {
        Scope?.Enter();
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (NotAStreamException error) when (error.IsWhole)
        {
            throw new InvalidParametersException($"{what} is a value and not a stream; pass an async iterable", error);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new InvalidParametersException(
                json.SequenceEqual("null"u8) && type.Type.IsValueType
                    ? $"{what} is null or undefined, which is no {type.Type}. Pass a value, or take a type that may be null, such as int?"
                    : $"{what} cannot be read as {type.Type}: {error.Message}",
                error);
        }
        finally
        {
            DecodingScope.Exit();
        }
    }
}

/// <summary>The arguments do not fit the function: answered by -32602.</summary>
internal sealed class InvalidParametersException(string message, Exception? innerException = null)
    : Exception(message, innerException);
