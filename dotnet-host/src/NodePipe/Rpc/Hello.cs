using System.Text.Json;
using System.Text.Json.Nodes;
using NodePipe.Errors;

namespace NodePipe.Rpc;

/// <summary>The first question: does the other side know more than plain JSON-RPC?</summary>
internal static class Hello
{
    public const string Prefix = "nodepipe/";
    public const string Method = Prefix + "hello";

    private const int Version = 1;

    /// <summary>Asks; any error as the answer means a plain peer.</summary>
    public static async Task<JsonElement> AskAsync(RpcConnection connection, CancellationToken cancellationToken)
    {
        JsonElement answer;
        try
        {
            answer = await connection.InvokeAsync<JsonElement>(
                Method, new Dictionary<string, object?>(Describe(connection).Select(pair => KeyValuePair.Create(pair.Key, (object?)pair.Value))),
                cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (NodeCallException)
        {
            connection.Peer = Peer.Plain;
            return default;
        }

        connection.Peer = PeerOf(answer);
        return answer;
    }

    /// <summary>Answers the other side's hello.</summary>
    public static Handler Answer(RpcConnection connection) => new(call =>
    {
        connection.Peer = PeerOf((JsonElement)call.Arguments.ReadWhole(connection.Values.Resolve<JsonElement>())!);
        return ValueTask.FromResult<object?>(Describe(connection));
    });

    private static JsonObject Describe(RpcConnection connection) => new()
    {
        ["version"] = Version,
        ["features"] = new JsonArray("cancel", "progress", "streams", "callbacks", "attachments"),
        ["maxMessageLength"] = connection.Options.MaxMessageLength,
    };

    private static Peer PeerOf(JsonElement hello)
    {
        if (hello.ValueKind != JsonValueKind.Object
            || !hello.TryGetProperty("version", out JsonElement version) || version.ValueKind != JsonValueKind.Number)
        {
            return Peer.Plain;
        }

        bool hasLimit = hello.TryGetProperty("maxMessageLength", out JsonElement limit) && limit.ValueKind == JsonValueKind.Number;
        return new Peer(true, hasLimit && limit.TryGetInt64(out long length) ? length : long.MaxValue);
    }
}
