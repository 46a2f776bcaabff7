using System.Text.Json.Nodes;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class UnsendableValueTests
{
    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task What_a_result_cannot_carry_is_an_error_of_that_call_that_names_its_path(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("unsendable.mjs", transport);
        (string Kind, string Says)[] expected =
        [
            ("map", "Map"), ("set", "Set"), ("nan", "NaN"), ("infinity", "-Infinity"), ("bigint", "BigInt"),
            ("surrogate", "lone surrogate"), ("function", "function"), ("symbol", "symbol"), ("cycle", "cycle"),
        ];
        foreach ((string kind, string says) in expected)
        {
            NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync<object>("give", [kind]));
            Assert.Equal(-32603, error.RpcErrorCode);
            Assert.Contains("result.a[0]", error.Message, StringComparison.Ordinal);
            Assert.Contains(says, error.Message, StringComparison.OrdinalIgnoreCase);
        }

        NodeCallException deep = await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync<object>("give", ["deep"]));
        Assert.Contains("512", deep.Message, StringComparison.Ordinal);
        Assert.Equal(1, await node.InvokeAsync<int>("echo", [1]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_number_beyond_the_integers_of_a_double_comes_as_a_double_and_as_no_integer(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("unsendable.mjs", transport);
        foreach (double number in (double[])[9007199254740992, -1e17, 1.152921504606847e18, 1e22])
        {
            Assert.Equal(number, await node.InvokeAsync<double>("echo", [number]));
            await Assert.ThrowsAsync<NodePipeException>(() => node.InvokeAsync<long>("echo", [number]));
        }

        Assert.True(double.IsNegative(await node.InvokeAsync<double>("echo", [-0.0])));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task What_an_argument_cannot_carry_is_an_error_that_names_its_path_and_nothing_is_sent(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("unsendable.mjs", transport);
        (object Value, string Says)[] unsendable =
        [
            (double.NaN, "NaN"), (float.PositiveInfinity, "Infinity"), (9007199254740993, "9007199254740993"),
            (ulong.MaxValue, "18446744073709551615"), (0.1234567890123456789012345678m, "exactly"), ("x\ud800y", "lone surrogate"),
            (new string('x', 10_000) + "\udc00", "lone surrogate"), (Cycle(), "cycle"), (TooDeep(), "512"),
        ];
        foreach ((object value, string says) in unsendable)
        {
            ArgumentException error = await Assert.ThrowsAnyAsync<ArgumentException>(
                () => node.InvokeAsync<object>("echo", [1, new Dictionary<string, object?> { ["a"] = new[] { value } }]));
            Assert.Contains("arguments[1]", error.Message, StringComparison.Ordinal);
            Assert.Contains(says, error.Message, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(1, await node.InvokeAsync<int>("echo", [1]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_result_of_another_type_is_an_error_of_that_call_that_names_both(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("unsendable.mjs", transport);
        NodePipeException error = await Assert.ThrowsAsync<NodePipeException>(() => node.InvokeAsync<int>("echo", ["no number"]));
        Assert.Contains("'echo'", error.Message, StringComparison.Ordinal);
        Assert.Contains("System.Int32", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await node.InvokeAsync<int>("echo", [1]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task What_a_handlers_result_cannot_carry_is_an_error_in_JavaScript(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", transport);
        node.Handle("bad", () => new { Inner = new[] { double.NaN } });
        node.Handle("good", () => 1);
        JsonNode described = await node.InvokeAsync<JsonNode>("describe", ["bad"]);
        Assert.Equal(-32603, described["rpcCode"]!.GetValue<int>());
        Assert.Contains("result.inner[0]", described["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, await node.InvokeAsync<int>("passOn", ["good"]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Data_that_looks_like_a_marker_stays_data(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("unsendable.mjs", transport);
        foreach (string marker in (string[])["$bin", "$text", "$stream", "$callback"])
        {
            JsonNode value = new JsonObject { ["a"] = new JsonObject { [marker] = 0 } };
            JsonNode? back = await node.InvokeAsync<JsonNode?>("echo", [value]);
            Assert.True(JsonNode.DeepEquals(value, back));
        }

        ArgumentException error = await Assert.ThrowsAnyAsync<ArgumentException>(
            () => node.InvokeAsync<object>("echo", [new JsonObject { ["$bin"] = 0 }, new byte[1]]));
        Assert.Contains("$bin", error.Message, StringComparison.Ordinal);
        JsonNode noMarkers = JsonNode.Parse("""[{"$bin":0,"y":1},{"$bin":[0],"y":1}]""")!;
        Assert.Equal(noMarkers.ToJsonString(), (await node.InvokeAsync<JsonNode>("echo", [new object[] { noMarkers, new byte[1] }]))[0]!.ToJsonString());
    }

    private static Dictionary<string, object> Cycle()
    {
        Dictionary<string, object> value = [];
        value["self"] = value;
        return value;
    }

    private static JsonArray TooDeep()
    {
        JsonArray value = [];
        for (int i = 1; i < 1500; i++)
        {
            value = [value];
        }

        return value;
    }
}
