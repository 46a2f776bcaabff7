using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NodePipe.Tests.Rpc;

/// <summary>A file of the corpus; test/wire/README.md says what its members mean.</summary>
internal sealed record WireCase(
    string Name, string Rule, WireStep[] Steps, bool Hello = false, int? Limit = null, int? MaxOpenRequests = null, bool Ends = false)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { MaxDepth = 10_000 };

    public static WireCase Read(string path) =>
        JsonSerializer.Deserialize<WireCase>(File.ReadAllText(path), Options)!;
}

internal sealed record WireStep(JsonNode[] Send, WireMessage[] Expect, bool End = false)
{
    public byte[] Bytes { get; } = [.. Send.SelectMany(sent => sent is JsonObject
        ? Convert.FromBase64String(sent["base64"]!.GetValue<string>())
        : Encoding.UTF8.GetBytes(sent.GetValue<string>() + "\n"))];
}

internal sealed record WireMessage(JsonNode Message, string[]? Attachments = null, bool AnyOrder = false)
{
    /// <summary>Whether this is what was expected: every member that is named is there and equal.</summary>
    public bool Matches(JsonNode? message, byte[][] attachments) =>
        Matches(Message, message, AnyOrder)
        && (Attachments is null || Attachments.SequenceEqual(attachments.Select(Convert.ToBase64String)));

    private static bool Matches(JsonNode? expected, JsonNode? actual, bool anyOrder = false) => expected switch
    {
        JsonValue value when value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() == "*" => actual is not null,
        JsonObject members => actual is JsonObject others
            && members.All(member => others.ContainsKey(member.Key) && Matches(member.Value, others[member.Key])),
        JsonArray items when anyOrder => actual is JsonArray others
            && items.Count == others.Count && items.All(item => others.Any(other => Matches(item, other))),
        JsonArray items => actual is JsonArray others
            && items.Count == others.Count && items.Zip(others).All(pair => Matches(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(expected, actual),
    };
}
