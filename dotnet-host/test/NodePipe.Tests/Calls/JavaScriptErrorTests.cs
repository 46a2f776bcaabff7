using System.Text.Json;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class JavaScriptErrorTests
{
    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_thrown_error_arrives_with_name_message_stack_code_properties_and_causes(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", transport);
        NodeCallException error = await FailAsync(node, "payment");
        Assert.Equal(-32000, error.RpcErrorCode);
        Assert.Equal("PaymentError", error.RemoteName);
        Assert.Equal("PaymentError: declined", error.Message);
        Assert.Equal("E_PAYMENT", error.RemoteCode);
        Assert.Contains("throwing.mjs", error.RemoteStack, StringComparison.Ordinal);
        Assert.Contains(error.RemoteStack!, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(12.5, error.Details.Properties["amount"].GetDouble());
        Assert.Equal("EUR", error.Details.Properties["currency"].GetProperty("name").GetString());
        Assert.Null(error.Details.Thrown);

        NodeCallException cause = Assert.IsType<NodeCallException>(error.InnerException);
        Assert.Equal("RangeError: limit", cause.Message);
        NodeCallException root = Assert.IsType<NodeCallException>(cause.InnerException);
        Assert.Equal("the bank", root.Details.Thrown?.GetString());
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Rejections_arrive_like_what_is_thrown(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", transport);
        Assert.Equal("TypeError: later", (await FailAsync(node, "rejects")).Message);
        Assert.Equal("SyntaxError: plain", (await FailAsync(node, "rejectsPlain")).Message);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task What_is_thrown_without_being_an_error_arrives_as_such(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", transport);
        (string Kind, JsonValueKind Json, string Text)[] thrown =
        [
            ("string", JsonValueKind.String, "\"a text\""), ("undefined", JsonValueKind.Undefined, "undefined"),
            ("zero", JsonValueKind.Number, "0"), ("null", JsonValueKind.Null, "null"),
            ("object", JsonValueKind.Object, "{\"a\":1}"), ("false", JsonValueKind.False, "false"),
        ];
        foreach (string function in (string[])["throwOther", "rejectOther"])
        {
            foreach ((string kind, JsonValueKind json, string text) in thrown)
            {
                NodeCallException error = await FailAsync(node, function, kind);
                Assert.Equal(json, error.Details.Thrown?.ValueKind);
                Assert.Equal($"JavaScript threw {text}", error.Message);
                Assert.Null(error.RemoteName);
            }
        }
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_system_error_arrives_with_its_code_and_properties(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", transport);
        NodeCallException error = await FailAsync(node, "readMissing");
        Assert.Equal("ENOENT", error.RemoteCode);
        Assert.Equal("/no/such/file", error.Details.Properties["path"].GetString());
        Assert.Equal("open", error.Details.Properties["syscall"].GetString());
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task An_aggregate_error_arrives_with_its_parts(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", transport);
        NodeCallException error = await FailAsync(node, "aggregate");
        Assert.Equal("AggregateError: both", error.Message);
        Assert.Equal(["one", "two"], error.Details.Properties["errors"].EnumerateArray().Select(part => part.GetProperty("message").GetString()));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task An_error_that_came_from_a_handler_comes_back_with_its_NET_type(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("throwing.mjs", transport);
        node.Handle("fail", new Action(() => throw new InvalidDataException("round trip")));
        NodeCallException error = await FailAsync(node, "passOn", "fail");
        Assert.Equal("InvalidDataException", error.RemoteName);
        Assert.Contains("round trip", error.Message, StringComparison.Ordinal);
    }

    private static Task<NodeCallException> FailAsync(NodeProcess node, string function, params object?[] arguments) =>
        Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync<object>(function, [.. arguments]));
}
