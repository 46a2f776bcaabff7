using System.Text.Json;
using System.Text.Json.Nodes;

namespace NodePipe.Rpc.Messages;

/// <summary>What the two sides tell of themselves; see docs/protocol.md, section 3.</summary>
internal static class HelloForm
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

    /// <summary>What this side tells.</summary>
    public static JsonObject Describe(int maxMessageLength) => new()
    {
        ["version"] = Version,
        ["features"] = new JsonArray([.. Features.Keys.Select(name => JsonValue.Create(name))]),
        ["maxMessageLength"] = maxMessageLength,
        ["runtime"] = new JsonObject { ["name"] = "dotnet", ["version"] = Environment.Version.ToString() },
    };

    /// <summary>Lets the peer be what it has told. One of another version is a plain peer.</summary>
    public static void Teach(Peer peer, JsonElement hello)
    {
        if (hello.ValueKind != JsonValueKind.Object
            || !hello.TryGetProperty("version", out JsonElement version) || version.ValueKind != JsonValueKind.Number
            || !version.TryGetDouble(out double number) || number != Version)
        {
            peer.Forget();
            return;
        }

        bool hasLimit = hello.TryGetProperty("maxMessageLength", out JsonElement limit) && limit.ValueKind == JsonValueKind.Number;
        peer.Learn(FeaturesOf(hello), hasLimit && limit.TryGetInt64(out long length) && length > 0 ? length : long.MaxValue);
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
