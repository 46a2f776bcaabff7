using System.Text.Json;
using System.Text.Json.Nodes;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class HandlerErrorTests
{
    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task An_exception_is_a_RemoteError_with_its_type_message_stack_and_inner_exceptions(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", transport);
        node.Handle("fail", new Func<int>(Fail));
        JsonNode error = await node.InvokeAsync<JsonNode>("describe", ["fail"]);
        Assert.Equal("RemoteError", Text(error, "class"));
        Assert.Equal("InvalidOperationException", Text(error, "name"));
        Assert.Equal("System.InvalidOperationException", Text(error, "dotnetType"));
        Assert.Equal("outer", Text(error, "message"));
        Assert.Contains(nameof(Fail), Text(error, "remoteStack"), StringComparison.Ordinal);
        JsonNode cause = error["cause"]!;
        Assert.Equal("System.IO.InvalidDataException", Text(cause, "dotnetType"));
        Assert.Equal("inner", Text(cause, "message"));
    }

    public static TheoryData<string> DetailsThatCannotBeSentAsTheyAre => ["pretty", "nothing", "disposed", "deep", "throwing", "silent"];

    [Theory(Timeout = Limits.Test), MemberData(nameof(DetailsThatCannotBeSentAsTheyAre))]
    public async Task An_error_arrives_whatever_its_details_are_and_its_call_is_closed(string details)
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        pair.Right.Handle("fail", new Func<int>(() => throw ErrorWith(details)));
        NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(() => pair.Left.InvokeAsync<int>("fail").WaitAsync(Limits.Wait));
        Assert.Equal(-32000, error.RpcErrorCode);
        if (details == "pretty")
        {
            Assert.Equal("[1,2]", error.Details.Properties["list"].GetRawText());
        }

        await Limits.UntilAsync(() => pair.Right.Wiring.IncomingCalls.Count == 0, "no call is open");
    }

    private static Exception ErrorWith(string details)
    {
        switch (details)
        {
            case "pretty":
                return Remote(JsonDocument.Parse("[\n  1,\n  2\n]").RootElement);
            case "nothing":
                return Remote(default);
            case "disposed":
                using (JsonDocument document = JsonDocument.Parse("[1]"))
                {
                    return Remote(document.RootElement);
                }

            case "deep":
                JsonDocumentOptions options = new() { MaxDepth = 5_000 };
                return Remote(JsonDocument.Parse(new string('[', 2_000) + new string(']', 2_000), options).RootElement);
            case "throwing":
                return new SilentException();
            default:
                return new WordlessException();
        }
    }

    private static NodeCallException Remote(JsonElement property) => new("relayed", -32000, new NodeErrorDetails
    {
        Name = "Error",
        Properties = new Dictionary<string, JsonElement> { ["list"] = property },
    });

    private sealed class WordlessException : Exception
    {
        public override string Message => null!;
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task All_of_an_AggregateException_arrives(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", transport);
        node.Handle("many", new Action(() => throw new AggregateException("many", new TimeoutException("one"), new InvalidDataException("two"))));
        node.Handle("one", new Action(() => throw new AggregateException(new TimeoutException("alone"))));
        JsonNode error = await node.InvokeAsync<JsonNode>("describe", ["many"]);
        Assert.Equal("AggregateException", Text(error, "name"));
        JsonArray parts = error["properties"]!["errors"]!.AsArray();
        Assert.Equal(["one", "two"], parts.Select(part => Text(part!, "message")));
        Assert.Equal(["System.TimeoutException", "System.IO.InvalidDataException"], parts.Select(part => Text(part!, "type")));
        Assert.Equal("one", Text(error["cause"]!, "message"));
        Assert.Equal("alone", Text(await node.InvokeAsync<JsonNode>("describe", ["one"]), "message"));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_chain_of_AggregateExceptions_is_told_once(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", transport);
        Exception error = Enumerable.Range(0, 40).Aggregate(
            (Exception)new TimeoutException("innermost"), (inner, depth) => new AggregateException($"at {depth}", inner));
        node.Handle("deep", new Action(() => throw error));
        JsonElement described = await node.InvokeAsync<JsonElement>("describe", ["deep"]);
        Assert.InRange(described.GetRawText().Length, 1000, 1_000_000);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task An_error_of_JavaScript_goes_back_with_its_parts_and_properties(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", transport);
        node.Handle("passOn", (string function) => node.InvokeAsync(function));
        JsonNode parts = await node.InvokeAsync<JsonNode>("describe", ["passOn", "aggregate"]);
        Assert.Equal(["one", "two"], parts["properties"]!["errors"]!.AsArray().Select(part => Text(part!, "message")));
        JsonNode own = await node.InvokeAsync<JsonNode>("describe", ["passOn", "payment"]);
        Assert.Equal(12.5, own["properties"]!["amount"]!.GetValue<double>());
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task The_stack_stays_at_home_where_the_options_say_so(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", Modules.Options(transport, sendStackTraces: false));
        node.Handle("fail", new Func<int>(Fail));
        JsonNode error = await node.InvokeAsync<JsonNode>("describe", ["fail"]);
        Assert.Equal("outer", Text(error, "message"));
        Assert.Null(error["remoteStack"]);
        Assert.DoesNotContain(nameof(HandlerErrorTests), error.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task An_exception_that_cannot_tell_its_message_is_answered_by_its_type(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", Modules.Options(transport, maxOpenCalls: 2));
        node.Handle("fail", int () => throw new SilentException());
        for (int i = 0; i < 5; i++)
        {
            JsonNode error = await node.InvokeAsync<JsonNode>("describe", ["fail"]).WaitAsync(Limits.Wait);
            Assert.Equal(typeof(SilentException).FullName, Text(error, "dotnetType"));
            Assert.Contains(nameof(SilentException), Text(error, "message"), StringComparison.Ordinal);
        }
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_failed_task_fails_like_what_is_thrown(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", transport);
        node.Handle("task", async () =>
        {
            await Task.Yield();
            throw new TimeoutException("too slow");
        });
        node.Handle("valueTask", async ValueTask<int> () =>
        {
            await Task.Yield();
            throw new TimeoutException("too slow");
        });
        Assert.Equal("System.TimeoutException", Text(await node.InvokeAsync<JsonNode>("describe", ["task"]), "dotnetType"));
        Assert.Equal("System.TimeoutException", Text(await node.InvokeAsync<JsonNode>("describe", ["valueTask"]), "dotnetType"));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Arguments_that_do_not_fit_a_handler_are_an_error_that_names_them(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", transport);
        node.Handle("twice", (int value) => 2 * value);
        JsonNode wrong = await node.InvokeAsync<JsonNode>("describe", ["twice", "no number"]);
        Assert.Equal(-32602, wrong["rpcCode"]!.GetValue<int>());
        Assert.Contains("Argument 1", Text(wrong, "message"), StringComparison.Ordinal);
        JsonNode missing = await node.InvokeAsync<JsonNode>("describe", ["twice"]);
        Assert.Equal(-32602, missing["rpcCode"]!.GetValue<int>());
        Assert.Contains("'value'", Text(missing, "message"), StringComparison.Ordinal);
        Assert.Equal(4, (await node.InvokeAsync<JsonNode>("describe", ["twice", 2]))["result"]!.GetValue<int>());
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_call_of_an_unknown_handler_is_an_error_that_says_what_to_do(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", transport);
        JsonNode error = await node.InvokeAsync<JsonNode>("describe", ["nobody"]);
        Assert.Equal(-32601, error["rpcCode"]!.GetValue<int>());
        Assert.Equal("There is no function 'nobody'; there is none, so register it with Handle before it is called.", Text(error, "message"));
        node.Handle("setting", () => 1);
        node.Handle("greet", () => 2);
        JsonNode typo = await node.InvokeAsync<JsonNode>("describe", ["settng"]);
        Assert.Equal("There is no function 'settng'; there are greet, setting.", Text(typo, "message"));
    }

    private static int Fail() =>
        throw new InvalidOperationException("outer", new InvalidDataException("inner"));

    private static string? Text(JsonNode node, string name) => node[name]?.GetValue<string>();

    private sealed class SilentException : Exception
    {
        public override string Message => throw new InvalidOperationException("no message");
    }
}
