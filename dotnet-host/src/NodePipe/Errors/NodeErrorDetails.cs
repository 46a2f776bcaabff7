using System.Text.Json;

namespace NodePipe;

/// <summary>What the other side told about an error.</summary>
public sealed class NodeErrorDetails
{
    /// <summary>The words of the error, as they came.</summary>
    public string? Message { get; init; }

    /// <summary>The class of the error, such as <c>TypeError</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The stack, as text.</summary>
    public string? Stack { get; init; }

    /// <summary>The <c>code</c> property, or the code of the JSON-RPC error object where that is no number of 32 bits.</summary>
    public string? Code { get; init; }

    /// <summary>Further own properties of the error, by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Properties { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>
    /// What was thrown, where that was no error: any JSON value; <see cref="JsonValueKind.Undefined"/> for
    /// <c>undefined</c>. Null where an error was thrown.
    /// </summary>
    public JsonElement? Thrown { get; init; }

    /// <summary>The <c>data</c> of the JSON-RPC error object, in which all the others are told, as it came; null where there was none.</summary>
    public JsonElement? Data { get; init; }
}
