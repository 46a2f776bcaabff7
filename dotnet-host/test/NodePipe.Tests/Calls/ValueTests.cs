using System.Text.Json;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class ValueTests
{
    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Void_and_undefined_arrive_as_null_and_every_falsy_value_as_such(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("values.mjs", transport);
        Assert.Null(await node.InvokeAsync<string?>("nothing"));
        await node.InvokeAsync("nothing");
        Assert.Equal(JsonValueKind.Null, (await node.InvokeAsync<JsonElement>("nothing")).ValueKind);
        Assert.Equal(0, await node.InvokeAsync<int>("echo", [0]));
        Assert.Equal("", await node.InvokeAsync<string>("echo", [""]));
        Assert.False(await node.InvokeAsync<bool>("echo", [false]));
        Assert.Null(await node.InvokeAsync<int?>("echo", [null]));
        Assert.Equal("null", await node.InvokeAsync<string>("typeOf", [null]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task An_array_as_the_only_argument_is_one_argument(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("values.mjs", transport);
        Assert.Equal(1, await node.InvokeAsync<int>("count", [new[] { 1, 2, 3 }]));
        List<int> back = await node.InvokeAsync<List<int>>("echo", [new[] { 1, 2, 3 }]);
        Assert.Equal([1, 2, 3], back);
        Assert.Equal(0, await node.InvokeAsync<int>("count"));
        Assert.Equal(3, await node.InvokeAsync<int>("count", [1, null, "x"]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task An_argument_that_is_left_out_takes_its_default(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("values.mjs", transport);
        Assert.Equal("default", await node.InvokeAsync<string>("orDefault"));
        Assert.Equal("given", await node.InvokeAsync<string>("orDefault", ["given"]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Arguments_by_name_reach_the_function_as_one_object(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("values.mjs", transport);
        Dictionary<string, object?> named = new() { ["first"] = 1, ["second"] = "two" };
        Assert.Equal(["first", "second"], await node.Connection.InvokeAsync<string[]>("keys", CallArguments.ByName(named)));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Any_text_comes_back_as_it_was(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("values.mjs", transport);
        string[] texts =
        [
            "", " ", "\0\u0001\u001f", "\"\\/\b\f\n\r\t", "\u2028\u2029", "äöü ß €", "日本語", "👩‍👩‍👧", "\\ud800 is no surrogate",
            "{\"$bin\":0}", new('x', 8191), new('é', 8192), string.Concat(Enumerable.Repeat("👩\n", 100_000)),
        ];
        foreach (string text in texts)
        {
            Assert.Equal(text, await node.InvokeAsync<string>("echo", [text]));
        }

        Assert.Equal(texts, await node.InvokeAsync<string[]>("all", [.. texts]));
        JsonElement untyped = await node.InvokeAsync<JsonElement>("all", [.. texts]);
        Assert.Equal(texts, untyped.EnumerateArray().Select(text => text.GetString()));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_long_text_of_any_width_is_cut_between_its_characters(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("values.mjs", transport);
        foreach (string character in (string[])["a", "é", "日", "👩"])
        {
            // Wherever a chunk ends, by bytes or by UTF-16 code units, some of these have a character in its way.
            for (int shift = 0; shift < 4; shift++)
            {
                string text = new string('x', shift) + string.Concat(Enumerable.Repeat(character, 1_100_000));
                Assert.Equal(text, await node.InvokeAsync<string>("echo", [text]));
            }
        }
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_long_text_with_a_lone_surrogate_is_refused(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("values.mjs", transport);
        string text = new string('x', 2_000_000) + '\ud800';
        ArgumentException refused = await Assert.ThrowsAnyAsync<ArgumentException>(() => node.InvokeAsync<string>("echo", [text]));
        Assert.Contains("lone surrogate", refused.Message, StringComparison.Ordinal);
        Assert.Equal("x", await node.InvokeAsync<string>("echo", ["x"]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Values_are_nested_512_deep_both_ways(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("values.mjs", transport);
        JsonElement nested = await node.InvokeAsync<JsonElement>("nested", [512]);
        Assert.Equal(512, await node.InvokeAsync<int>("depthOf", [nested]));
        await Assert.ThrowsAnyAsync<NodePipeException>(() => node.InvokeAsync<JsonElement>("nested", [513]));
        Assert.Equal(1, await node.InvokeAsync<int>("echo", [1]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Dates_travel_as_ISO_text_and_are_read_back_exactly(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("values.mjs", transport);
        DateTime date = new(2024, 2, 29, 12, 34, 56, 789, DateTimeKind.Utc);
        long milliseconds = new DateTimeOffset(date).ToUnixTimeMilliseconds();
        Assert.Equal(date, await node.InvokeAsync<DateTime>("date", [milliseconds]));
        Assert.Equal(date, await node.InvokeAsync<DateTimeOffset>("date", [milliseconds]));
        Assert.Equal(date, await node.InvokeAsync<DateTime>("echo", [date]));
        Assert.Equal("String", await node.InvokeAsync<string>("typeOf", [date]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Names_are_camelCase_by_default_and_as_the_callers_options_say_otherwise(ChildTransport transport)
    {
        await using (NodeProcess node = await Modules.StartAsync("values.mjs", transport))
        {
            Assert.Equal(["firstName", "age"], await node.InvokeAsync<string[]>("keys", [new Person("Ada", 36)]));
            Assert.Equal(new Person("Ada", 36), await node.InvokeAsync<Person>("echo", [new Person("Ada", 36)]));
        }

        JsonSerializerOptions snakes = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper };
        await using NodeProcess other = await Modules.StartAsync("values.mjs", Modules.Options(transport, serializer: snakes));
        Assert.Equal(["FIRST_NAME", "AGE"], await other.InvokeAsync<string[]>("keys", [new Person("Ada", 36)]));
        Assert.Equal(new Person("Ada", 36), await other.InvokeAsync<Person>("echo", [new Person("Ada", 36)]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_portable_launcher_carries_values_as_well()
    {
        await using NodeProcess node = await Modules.StartAsync("values.mjs", Modules.Options(launcher: LauncherKind.Portable));
        Assert.Equal(new Person("Ada", 36), await node.InvokeAsync<Person>("echo", [new Person("Ada", 36)]));
    }

    private sealed record Person(string FirstName, int Age);
}
