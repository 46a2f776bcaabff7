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

    private static readonly Dictionary<string, PeerFeatures> Features = new()
    {
        ["cancel"] = PeerFeatures.Cancel,
        ["progress"] = PeerFeatures.Progress,
        ["streams"] = PeerFeatures.Streams,
        ["callbacks"] = PeerFeatures.Callbacks,
        ["attachments"] = PeerFeatures.Attachments,
    };

    /// <summary>Asks; any error as the answer means a plain peer, and so does another version.</summary>
    /// <returns>What the other side told of itself; null for a plain peer.</returns>
    public static async Task<PeerInfo?> AskAsync(RpcConnection connection, CancellationToken cancellationToken)
    {
        Dictionary<string, object?> question = new(Describe(connection).Select(pair => KeyValuePair.Create(pair.Key, (object?)pair.Value)));
        try
        {
            // Known before the next message is looked at: that may be a call whose answer needs the features.
            JsonElement answer = await connection.InvokeAsync<JsonElement>(
                Method, question, answer => connection.Peer = PeerOf(answer), cancellationToken).ConfigureAwait(false);
            return connection.Peer.IsPlain ? null : PeerInfo.Read(answer);
        }
        catch (NodeCallException)
        {
            return null;
        }
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
        ["features"] = new JsonArray([.. Features.Keys.Select(name => JsonValue.Create(name))]),
        ["maxMessageLength"] = connection.Options.MaxMessageLength,
        ["runtime"] = new JsonObject { ["name"] = "dotnet", ["version"] = Environment.Version.ToString() },
    };

    private static Peer PeerOf(JsonElement hello)
    {
        if (hello.ValueKind != JsonValueKind.Object
            || !hello.TryGetProperty("version", out JsonElement version) || version.ValueKind != JsonValueKind.Number
            || !version.TryGetDouble(out double number) || number != Version)
        {
            return Peer.Plain;
        }

        bool hasLimit = hello.TryGetProperty("maxMessageLength", out JsonElement limit) && limit.ValueKind == JsonValueKind.Number;
        return new Peer(FeaturesOf(hello), hasLimit && limit.TryGetInt64(out long length) && length > 0 ? length : long.MaxValue);
    }

    /// <summary>What is not known here does not count.</summary>
    private static PeerFeatures FeaturesOf(JsonElement hello)
    {
        PeerFeatures features = PeerFeatures.None;
        if (hello.TryGetProperty("features", out JsonElement names) && names.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement name in names.EnumerateArray())
            {
                features |= name.ValueKind == JsonValueKind.String ? Features.GetValueOrDefault(name.GetString()!) : PeerFeatures.None;
            }
        }

        return features;
    }
}
