using System.Globalization;
using System.Text.Json;

namespace NodePipe.Rpc.Messages;

/// <summary>Exceptions to the answer's error object and back.</summary>
internal static class ErrorCodec
{
    private const int MaxCauses = 16;
    private const int MaxErrors = 100;

    public static RpcError Encode(Exception error, bool withStack)
    {
        Exception shown = error is AggregateException { InnerExceptions: [Exception only] } ? only : error;
        try
        {
            return new RpcError(RpcErrorCodes.FunctionThrew, shown.Message ?? "", ToData(shown, withStack, MaxCauses));
        }
#pragma warning disable CA1031 // The class is the user's own, and so is what its Message or ToString does.
        catch
#pragma warning restore CA1031
        {
            string text = $"{shown.GetType()} was thrown, and telling its message, stack or cause throws as well.";
            return new RpcError(
                RpcErrorCodes.FunctionThrew, text, new ErrorData(shown.GetType().Name, text, null, null, null, shown.GetType().FullName));
        }
    }

    public static void Write(Utf8JsonWriter writer, RpcError error)
    {
        writer.WriteStartObject();
        writer.WriteNumber("code"u8, error.Code);
        writer.WriteString("message"u8, error.Message);
        if (error.RawData is not null)
        {
            writer.WritePropertyName("data"u8);
            writer.WriteRawValue(error.RawData, skipInputValidation: true);
        }
        else if (error.Data is not null)
        {
            writer.WritePropertyName("data"u8);
            Write(writer, error.Data);
        }

        writer.WriteEndObject();
    }

    /// <summary>The other side's error object as an exception.</summary>
    /// <param name="json">The error object.</param>
    /// <param name="what">What failed, such as <c>The call 'render'</c>.</param>
    /// <param name="isPlain">Whether it is that of a plain peer, whose <c>data</c> has no form that is known.</param>
    public static NodeCallException Decode(ReadOnlySpan<byte> json, string what, bool isPlain)
    {
        try
        {
            return Parse(json, what, isPlain);
        }
        catch (InvalidOperationException error)
        {
            // Half a surrogate pair in a name somewhere in it.
            Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
            return new NodeCallException(
                $"{what} failed with an error whose text cannot be read.", RpcErrorCodes.InternalError,
                new NodeErrorDetails { Data = JsonElement.ParseValue(ref reader) }, error);
        }
    }

    private static NodeCallException Parse(ReadOnlySpan<byte> json, string what, bool isPlain)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement error = document.RootElement;
        if (error.ValueKind != JsonValueKind.Object)
        {
            return new NodeCallException(
                $"{what} failed with an error that is no object: {error}", RpcErrorCodes.InternalError, new NodeErrorDetails { Data = error.Clone() });
        }

        int? number = Code(error);
        int code = number ?? RpcErrorCodes.InternalError;
        string? other = number is null ? Text(error, "code") : null;
        string? message = Text(error, "message");
        JsonElement? data = error.TryGetProperty("data", out JsonElement member) ? member.Clone() : null;
        return code == RpcErrorCodes.FunctionThrew && !isPlain && data is JsonElement told && IsOwnForm(told)
            ? FromData(code, message ?? "", told, MaxCauses)
            : new NodeCallException(
                $"{what} failed: {message ?? "no message"} (code {other ?? code.ToString(CultureInfo.InvariantCulture)})", code,
                new NodeErrorDetails { Message = message, Code = other, Data = data });
    }

    /// <summary>The code, which some peers write as 42.0; null where it is none.</summary>
    private static int? Code(JsonElement error) =>
        error.TryGetProperty("code", out JsonElement code) && code.ValueKind == JsonValueKind.Number && code.TryGetDouble(out double value)
        && value == Math.Truncate(value) && value is >= int.MinValue and <= int.MaxValue ? (int)value : null;

    /// <summary>Whether <c>data</c> tells an error, or something else that was thrown, as NodePipe does; anybody may use that code.</summary>
    private static bool IsOwnForm(JsonElement data) =>
        data.ValueKind == JsonValueKind.Object
        && (IsError(data) || data.GetPropertyCount() == (data.TryGetProperty("thrown", out _) ? 1 : 0));

    private static bool IsError(JsonElement data) => HasText(data, "name") && HasText(data, "message");

    private static bool HasText(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String;

    private static NodeCallException FromData(int code, string message, JsonElement data, int depth)
    {
        bool isError = data.TryGetProperty("name", out _) || data.TryGetProperty("message", out _);
        JsonElement cause = data.TryGetProperty("cause", out JsonElement inner) ? inner : default;
        NodeErrorDetails details = new()
        {
            Message = message,
            Name = Text(data, "name"),
            Stack = Text(data, "stack"),
            Code = Text(data, "code"),
            Properties = Properties(data),
            Thrown = isError ? null : data.TryGetProperty("thrown", out JsonElement thrown) ? thrown : default(JsonElement),
            Data = data,
        };
        NodeCallException? innerException = cause.ValueKind == JsonValueKind.Object && depth > 0
            ? FromData(code, Text(cause, "message") ?? "", cause, depth - 1)
            : null;
        string shown = !isError ? $"JavaScript threw {(details.Thrown is { ValueKind: not JsonValueKind.Undefined } value ? value.GetRawText() : "undefined")}"
            : details.Name is null or "Error" ? message
            : $"{details.Name}: {message}";
        return new NodeCallException(shown, code, details, innerException);
    }

    private static Dictionary<string, JsonElement> Properties(JsonElement data)
    {
        Dictionary<string, JsonElement> properties = [];
        if (data.TryGetProperty("properties", out JsonElement members) && members.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in members.EnumerateObject())
            {
                properties[member.Name] = member.Value;
            }
        }

        return properties;
    }

    private static string? Text(JsonElement element, string name) =>
        !element.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? Text(value)
        : value.GetRawText();

    /// <summary>A text; one with half a surrogate pair, such as a peer cuts out of an emoji, with its escapes.</summary>
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText()[1..^1];
        }
    }

    /// <summary>The cause of an aggregate is the first of its parts, which say the rest: told in both, it would double at each level.</summary>
    private static ErrorData ToData(Exception error, bool withStack, int depth)
    {
        NodeCallException? remote = error as NodeCallException;
        return new ErrorData(
            remote?.RemoteName ?? error.GetType().Name,
            error.Message,
            withStack ? error.ToString() : null,
            remote?.RemoteCode,
            error.InnerException is Exception inner && depth > 0 ? ToData(inner, withStack, depth: error is AggregateException ? 0 : depth - 1) : null,
            error.GetType().FullName)
        {
            Errors = error is AggregateException aggregate && depth > 0
                ? [.. aggregate.InnerExceptions.Take(MaxErrors).Select(part => ToData(part, withStack, depth - 1))]
                : null,
            Properties = remote?.Details.Properties is IReadOnlyDictionary<string, JsonElement> properties ? Readable(properties) : null,
        };
    }

    /// <summary>The properties that can be read: an element may have no value, or that of a document which is disposed.</summary>
    private static Dictionary<string, JsonElement> Readable(IReadOnlyDictionary<string, JsonElement> properties)
    {
        Dictionary<string, JsonElement> readable = [];
        foreach ((string name, JsonElement value) in properties)
        {
            try
            {
                readable[name] = value.Clone();
            }
            catch (Exception error) when (error is InvalidOperationException or ObjectDisposedException)
            {
                // What is lost is a detail of an error; the error itself must arrive.
            }
        }

        return readable;
    }

    private static void Write(Utf8JsonWriter writer, ErrorData data)
    {
        writer.WriteStartObject();
        WriteText(writer, "name"u8, data.Name);
        WriteText(writer, "message"u8, data.Message);
        WriteText(writer, "stack"u8, data.Stack);
        WriteText(writer, "code"u8, data.Code);
        WriteText(writer, "type"u8, data.Type);
        if (data.Cause is not null)
        {
            writer.WritePropertyName("cause"u8);
            Write(writer, data.Cause);
        }

        if (data.Errors is not null || data.Properties is { Count: > 0 })
        {
            writer.WriteStartObject("properties"u8);
            WriteProperties(writer, data);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>The parts of an aggregate are its property <c>errors</c>, as they are in JavaScript.</summary>
    private static void WriteProperties(Utf8JsonWriter writer, ErrorData data)
    {
        foreach ((string name, JsonElement value) in data.Properties ?? new Dictionary<string, JsonElement>())
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        if (data.Errors is null)
        {
            return;
        }

        writer.WriteStartArray("errors"u8);
        foreach (ErrorData part in data.Errors)
        {
            Write(writer, part);
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
