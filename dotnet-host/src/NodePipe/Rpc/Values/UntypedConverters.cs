using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using NodePipe.Framing;

namespace NodePipe.Rpc.Values;

/// <summary>
/// Values that are read without a type: what is attached to the message takes the place of its marker, a text as a
/// string, bytes as base64.
/// </summary>
internal static class Untyped
{
    public static JsonNode? ReadNode(ref Utf8JsonReader reader)
    {
        ThrowIfLive(reader);
        JsonNode? node = JsonNode.Parse(ref reader);
        return DecodingScope.Current is { HasAttachments: true } scope ? Resolve(node, scope) : node;
    }

    public static JsonElement ReadElement(ref Utf8JsonReader reader)
    {
        if (DecodingScope.Current is not { HasAttachments: true })
        {
            ThrowIfLive(reader);
            return JsonElement.ParseValue(ref reader);
        }

        using JsonDocument document = JsonDocument.Parse(
            ReadNode(ref reader)?.ToJsonString() ?? "null", new JsonDocumentOptions { MaxDepth = ValueSerializer.MaxDepth });
        return document.RootElement.Clone();
    }

    /// <summary>A stream or a function is no data: its marker alone would be of no use to anybody.</summary>
    private static void ThrowIfLive(Utf8JsonReader reader)
    {
        if (DecodingScope.Current is not { HasLive: true } scope)
        {
            return;
        }

        int depth = reader.CurrentDepth;
        do
        {
            if (scope.IsStream(reader))
            {
                throw new ValueFaultException("holds a stream; read that as an IAsyncEnumerable<T> or a Stream");
            }

            if (scope.IsCallback(reader))
            {
                throw new ValueFaultException("holds a function; take it as a delegate that returns a task, such as Func<string, Task>");
            }
        }
        while (reader.Read() && reader.CurrentDepth > depth);
    }

    private static JsonNode? Resolve(JsonNode? node, DecodingScope scope)
    {
        switch (node)
        {
            case JsonObject { Count: 1 } marker when AttachmentOf(marker, scope) is JsonNode value:
                return value;
            case JsonObject members:
                foreach (string name in members.Select(member => member.Key).ToArray())
                {
                    Replace(members[name], scope, value => members[name] = value);
                }

                return members;
            case JsonArray items:
                for (int i = 0; i < items.Count; i++)
                {
                    int index = i;
                    Replace(items[index], scope, value => items[index] = value);
                }

                return items;
            default:
                return node;
        }
    }

    private static void Replace(JsonNode? node, DecodingScope scope, Action<JsonNode?> replace)
    {
        JsonNode? resolved = Resolve(node, scope);
        if (!ReferenceEquals(resolved, node))
        {
            replace(resolved);
        }
    }

    private static JsonValue? AttachmentOf(JsonObject marker, DecodingScope scope)
    {
        (string name, JsonNode? value) = marker.First();
        return name is not ("$text" or "$bin") || value is not JsonValue number || !number.TryGetValue(out long index)
            || scope.AttachmentAt(index) is not Attachment attachment ? null
            : JsonValue.Create(name == "$text" ? Encoding.UTF8.GetString(attachment.Bytes) : Convert.ToBase64String(attachment.Bytes));
    }
}

internal sealed class JsonElementConverter : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Untyped.ReadElement(ref reader);

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) =>
        JsonValues.Write(writer, value);
}

internal sealed class JsonDocumentConverter : JsonConverter<JsonDocument>
{
    public override JsonDocument Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonDocument.Parse(Untyped.ReadElement(ref reader).GetRawText(), new JsonDocumentOptions { MaxDepth = ValueSerializer.MaxDepth });

    public override void Write(Utf8JsonWriter writer, JsonDocument value, JsonSerializerOptions options) =>
        JsonValues.Write(writer, value.RootElement);
}

internal sealed class JsonNodeConverter<T> : JsonConverter<T>
    where T : JsonNode
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Untyped.ReadNode(ref reader) is T node ? node : throw new ValueFaultException($"is no {typeof(T).Name}");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonValues.Write(writer, value, options);
}

/// <summary>An <see cref="object"/> is written as what it is, and read as a <see cref="JsonElement"/>.</summary>
internal sealed class ObjectConverter : JsonConverter<object>
{
    public override object Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Untyped.ReadElement(ref reader);

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        EncodingScope? scope = EncodingScope.CurrentOrNone;
        if (scope?.Fault is not null)
        {
            return;
        }

        try
        {
            WriteValue(writer, value, options);
        }
#pragma warning disable CA1031 // Whatever it is, the message fails by it.
        catch (Exception error) when (scope is not null)
#pragma warning restore CA1031
        {
            // Remembered and not thrown on: to be thrown anew by each of five hundred levels overflows the stack.
            scope.Fail(error, writer);
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        NoValue.ThrowIf(value);

        // A value inside of an object is written by itself: nothing else sees a cycle through it.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new ValueFaultException(EncodingScope.TooDeep);
        }

        if (value.GetType() == typeof(object))
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }
        else
        {
            JsonSerializer.Serialize(writer, value, options.GetTypeInfo(value.GetType()));
        }
    }
}
