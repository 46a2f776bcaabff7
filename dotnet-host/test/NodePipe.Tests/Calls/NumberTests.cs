using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

/// <summary>What JavaScript would change is never sent, whichever type holds it, unless the caller's options say how.</summary>
public sealed class NumberTests
{
    private static readonly Dictionary<string, (object Value, string Path, string Says)> Changed = new()
    {
        ["element"] = (Json("9007199254740993"), "", "9007199254740993"),
        ["element inside"] = (Json("""{"a":[1,{"b":-9007199254740993}]}"""), ".a[1].b", "-9007199254740993"),
        ["element too large"] = (Json("[1e400]"), "[0]", "1e400"),
        ["element surrogate"] = (Json("""{"a":"\ud800"}"""), ".a", "lone surrogate"),
        ["element name"] = (Json("""[{"\ud800":1}]"""), "[0]", "lone surrogate"),
        ["element undefined"] = (default(JsonElement), "", "without a value"),
        ["document"] = (JsonDocument.Parse("[9007199254740993]"), "[0]", "9007199254740993"),
        ["node"] = (JsonValue.Create(9007199254740993), "", "9007199254740993"),
        ["node inside"] = (new JsonObject { ["a"] = 9007199254740993 }, ".a", "9007199254740993"),
        ["node parsed"] = (JsonNode.Parse("[9007199254740993]")!, "[0]", "9007199254740993"),
        ["node NaN"] = (new JsonArray(double.NaN), "[0]", "NaN"),
        ["node too large"] = (JsonNode.Parse("[1e400]")!, "[0]", "Infinity"),
        ["node float"] = (new JsonArray(float.PositiveInfinity), "[0]", "cannot carry"),
        ["node surrogate"] = (JsonNode.Parse("""["\ud800"]""")!, "[0]", "lone surrogate"),
        ["node text"] = (new JsonArray("\ud800"), "[0]", "lone surrogate"),
        ["node name"] = (new JsonObject { ["\ud800"] = 1 }, "", "lone surrogate"),
        ["Int128"] = ((Int128)9007199254740993, "", "9007199254740993"),
        ["UInt128"] = (new[] { UInt128.MaxValue }, "[0]", "340282366920938463463374607431768211455"),
        ["enum"] = (new[] { Wide.Large }, "[0]", "9007199254740993"),
        ["Half"] = (new[] { Half.NaN }, "[0]", "NaN"),
        ["char"] = (new[] { '\ud800' }, "[0]", "lone surrogate"),
        ["memory"] = ("\ud800".AsMemory(), "", "lone surrogate"),
    };

    public static IEnumerable<TheoryDataRow<string>> Kinds() => Changed.Keys.Select(kind => new TheoryDataRow<string>(kind));

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Kinds))]
    public async Task What_would_be_changed_is_an_error_that_names_its_path(string kind)
    {
        await using RawPeer peer = new RawPeer().Start();
        (object value, string path, string says) = Changed[kind];
        ArgumentException error = await Assert.ThrowsAnyAsync<ArgumentException>(() => peer.Connection.InvokeAsync<int>("take", [1, value]));
        Assert.StartsWith($"arguments[1]{path} ", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_is_exact_goes_as_it_is()
    {
        await using RawPeer peer = new RawPeer().Start();
        object[] values =
        [
            Json("""[9007199254740991,-9007199254740991,1e300,0.12345678901234567,"\\ud800 \ud83d\ude00"]"""),
            new JsonArray(9007199254740991, 1.5, 1.5m, 1.5f, 'x', "text", true, null), JsonNode.Parse("[1,1e300]")!,
            (Int128)5, (UInt128)5, Wide.Small, (Half)0.1, 'x', "text".AsMemory(),
        ];
        _ = peer.Connection.InvokeAsync<int>("take", [.. values]);
        JsonNode expected = JsonNode.Parse(
            """
            [[9007199254740991,-9007199254740991,1e300,0.12345678901234567,"\\ud800 😀"],
            [9007199254740991,1.5,1.5,1.5,"x","text",true,null],[1,1e300],5,5,7,0.1,"x","text"]
            """)!;
        JsonNode sent = (await peer.ReadAsync())["params"]!;
        Assert.True(JsonNode.DeepEquals(expected, sent), sent.ToJsonString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_options_say_how_numbers_are_written()
    {
        JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals,
        };
        await using RawPeer peer = new RawPeer(new RpcOptions { SerializerOptions = options }).Start();
        Task<double> call = peer.Connection.InvokeAsync<double>(
            "take", [5, 5L, 9007199254740993, 1.5, double.NaN, float.NegativeInfinity, 1.5m, ulong.MaxValue, Int128.MaxValue, (long?)7]);
        Assert.Equal(
            """["5","5","9007199254740993","1.5","NaN","-Infinity","1.5","18446744073709551615","170141183460469231731687303715884105727","7"]""",
            (await peer.ReadAsync())["params"]!.ToJsonString());
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"result":"Infinity"}""");
        Assert.Equal(double.PositiveInfinity, await call);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task So_does_an_attribute()
    {
        await using RawPeer peer = new RawPeer(new RpcOptions { SerializerOptions = new JsonSerializerOptions() }).Start();
        Task<Marked> call = peer.Connection.InvokeAsync<Marked>(
            "take", [new Marked { Id = long.MaxValue, Other = 9007199254740993, Share = double.NaN }, new MarkedWhole { Id = long.MaxValue }]);
        Assert.Equal(
            """[{"Id":"9223372036854775807","Other":"9007199254740993","None":null,"Share":"NaN","Plain":0},{"Id":"9223372036854775807"}]""",
            (await peer.ReadAsync())["params"]!.ToJsonString());
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"result":{"Id":1,"Other":2,"None":null,"Share":"NaN","Plain":3}}""");
        Marked back = await call;
        Assert.Equal((1, 2, null, double.NaN, 3), (back.Id, back.Other, back.None, back.Share, back.Plain));
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private enum Wide : long
    {
        None,
        Small = 7,
        Large = 9007199254740993,
    }

    private sealed class Marked
    {
        [JsonNumberHandling(JsonNumberHandling.WriteAsString)]
        public long Id { get; init; }

        [JsonNumberHandling(JsonNumberHandling.WriteAsString)]
        public long? Other { get; init; }

        [JsonNumberHandling(JsonNumberHandling.WriteAsString)]
        public ulong? None { get; init; }

        [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
        public double Share { get; init; }

        public long Plain { get; init; }
    }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString)]
    private sealed class MarkedWhole
    {
        public long Id { get; init; }
    }
}
