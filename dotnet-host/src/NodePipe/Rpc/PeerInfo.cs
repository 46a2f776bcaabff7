using System.Text.Json;

namespace NodePipe;

/// <summary>What the other side told of itself in its answer to the hello.</summary>
/// <param name="RuntimeName">Its runtime, such as <c>node</c>; null where it did not say.</param>
/// <param name="RuntimeVersion">The version of that, such as <c>20.20.2</c>; null where it did not say.</param>
/// <param name="Transport">How it reads and writes, such as <c>socket</c>; null where it did not say.</param>
public sealed record PeerInfo(string? RuntimeName, string? RuntimeVersion, string? Transport)
{
    internal static PeerInfo Read(JsonElement hello)
    {
        JsonElement runtime = hello.TryGetProperty("runtime", out JsonElement told) ? told : default;
        return new PeerInfo(Text(runtime, "name"), Text(runtime, "version"), Text(runtime, "io"));
    }

    private static string? Text(JsonElement runtime, string name) =>
        runtime.ValueKind == JsonValueKind.Object
        && runtime.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
