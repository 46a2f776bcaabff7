using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>What both codecs read: see test/wire/README.md.</summary>
public sealed class CorpusTests
{
    private const string After = """{"jsonrpc":"2.0","id":"after","method":"echo","params":["after"]}""";

    private static string Folder { get; } = Path.Combine(Calls.Modules.Repository, "test", "wire");

    public static IEnumerable<TheoryDataRow<string, int>> Files() =>
        from folder in (string[])["accept", "reject"]
        from file in Directory.EnumerateFiles(Path.Combine(Folder, folder)).Order()
        from bytesAtOnce in (int[])[int.MaxValue, 1]
        select new TheoryDataRow<string, int>($"{folder}/{Path.GetFileName(file)}", bytesAtOnce);

    public static IEnumerable<TheoryDataRow<string>> Examples() =>
        ReadExamples().Select(example => new TheoryDataRow<string>(example["name"]!.GetValue<string>()));

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Files))]
    public async Task A_file_of_the_corpus_is_answered_as_it_says(string file, int bytesAtOnce)
    {
        WireCase wire = WireCase.Read(Path.Combine(Folder, file));
        JsonSerializerOptions serializer = new(JsonSerializerDefaults.Web) { Converters = { new WireValue.Converter(), new WireCallback.Converter() } };
        RpcOptions options = new()
        {
            SerializerOptions = serializer,
            MaxMessageLength = wire.Limit ?? 268_435_456,
            MaxOpenCalls = wire.MaxOpenRequests ?? 65_536,
        };
        await using RawPeer peer = new(options);
        WireMethods.Register(peer.Connection);
        peer.Start();
        if (wire.Hello)
        {
            await peer.HelloAsync();
        }

        foreach (WireStep step in wire.Steps)
        {
            await PlayAsync(peer, step, bytesAtOnce);
        }

        if (wire.Ends)
        {
            Assert.Null(await peer.ReadMessageAsync());
            await peer.Connection.Wiring.End.Closed.WaitAsync(Limits.Wait);
        }
        else if (!wire.Steps.Any(step => step.End))
        {
            await peer.SendAsync(After);
            Assert.Equal("after", (await peer.ReadAsync())["result"]!.GetValue<string>());
        }
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Examples))]
    public async Task An_example_of_JSON_RPC_is_answered_as_it_says(string name)
    {
        JsonNode example = ReadExamples().Single(example => example["name"]!.GetValue<string>() == name);
        await using RawPeer peer = new();
        WireMethods.RegisterExamples(peer.Connection);
        peer.Start();
        await peer.SendAsync(example["send"]!.GetValue<string>());
        if (example["expect"] is JsonNode expected)
        {
            WireMessage answer = new(expected, AnyOrder: example["anyOrder"]?.GetValue<bool>() == true);
            JsonNode actual = await peer.ReadAsync();
            Assert.True(answer.Matches(actual, []), actual.ToJsonString());
        }

        await peer.SendAsync("""{"jsonrpc":"2.0","id":"after","method":"sum","params":[1]}""");
        JsonNode after = await peer.ReadAsync();
        Assert.True(JsonNode.DeepEquals(after, JsonNode.Parse("""{"jsonrpc":"2.0","id":"after","result":1}""")), after.ToJsonString());
    }

    private static async Task PlayAsync(RawPeer peer, WireStep step, int bytesAtOnce)
    {
        for (int at = 0; at < step.Bytes.Length; at += Math.Min(bytesAtOnce, step.Bytes.Length))
        {
            await peer.SendBytesAsync(step.Bytes.AsMemory(at, Math.Min(bytesAtOnce, step.Bytes.Length - at)));
        }

        if (step.End)
        {
            peer.End();
        }

        List<WireMessage> missing = [.. step.Expect];
        JsonNode? items = null;
        while (missing.Count > 0)
        {
            (JsonNode message, byte[][] attachments) = await peer.ReadMessageAsync() ?? throw new EndOfStreamException("The connection ended.");
            message = items = JoinItems(items, message);
            // Answers come in any order, and so do the messages of different streams.
            int found = missing.FindIndex(expected => expected.Matches(message, attachments));
            Assert.True(found >= 0 || IsItems(message), $"Not expected: {message.ToJsonString()}");
            if (found >= 0)
            {
                missing.RemoveAt(found);
            }
        }
    }

    /// <summary>Items of one stream may come in several messages.</summary>
    private static JsonNode JoinItems(JsonNode? before, JsonNode message)
    {
        if (IsItems(message) && IsItems(before) && JsonNode.DeepEquals(before!["params"]![0], message["params"]![0]))
        {
            JsonArray joined = before["params"]![1]!.AsArray();
            foreach (JsonNode? item in message["params"]![1]!.AsArray())
            {
                joined.Add(item?.DeepClone());
            }

            return before;
        }

        return message;
    }

    private static bool IsItems(JsonNode? message) =>
        message is JsonObject && message["method"]?.GetValue<string>() == "$/stream/items";

    private static JsonNode[] ReadExamples() =>
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "jsonrpc-2.0-examples.json")))!["cases"]!.AsArray().Select(example => example!)];
}
