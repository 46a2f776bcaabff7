using System.Text.Json;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class ProgressTests
{
    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Progress_arrives_in_order_and_all_of_it_before_the_result(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("progress.mjs", transport);
        List<int> steps = [];
        CallOptions options = new() { OnProgress = value => steps.Add(Step(value)) };
        Assert.Equal(2000, await node.InvokeAsync<int>("steps", [2000], options));
        Assert.Equal(Enumerable.Range(0, 2000), steps);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Progress_arrives_before_an_error_too(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("progress.mjs", transport);
        List<int> steps = [];
        CallOptions options = new() { OnProgress = value => steps.Add(Step(value)) };
        await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync<int>("slowSteps", [100], options));
        Assert.Equal(Enumerable.Range(0, 100), steps);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Where_nobody_listens_reporting_does_nothing(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("progress.mjs", transport);
        Assert.Equal(10, await node.InvokeAsync<int>("steps", [10]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_listener_that_throws_does_not_keep_back_the_result(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("progress.mjs", transport);
        CallOptions options = new() { OnProgress = _ => throw new InvalidOperationException("not interested") };
        Assert.Equal(10, await node.InvokeAsync<int>("steps", [10], options));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_handler_reports_progress_to_JavaScript_before_its_result(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        node.Handle("work", (HandlerContext context) =>
        {
            context.Progress("one");
            context.Progress("two");
            return "done";
        });
        Assert.Equal((string[])["one", "two", "done"], await node.InvokeAsync<string[]>("askWithProgress", ["work"]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Long_texts_and_bytes_arrive_as_what_they_are(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("progress.mjs", transport);
        List<JsonElement> values = [];
        await node.InvokeAsync<object>("attached", [], new CallOptions { OnProgress = values.Add });
        Assert.Equal(new string('x', 10_000), values[0].GetString());
        Assert.Equal("bytes"u8, values[1].GetBytesFromBase64());
        Assert.Equal("bytes"u8, values[2].GetProperty("inner").GetBytesFromBase64());
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task The_trace_context_travels_with_the_call(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("context.mjs", transport);
        const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        CallOptions options = new() { TraceParent = Parent, TraceState = "vendor=1" };
        Assert.Equal((string[])[Parent, "vendor=1"], await node.InvokeAsync<string[]>("trace", [], options));
        Assert.Equal((string?[])[null, null], await node.InvokeAsync<string?[]>("trace"));
    }

    private static int Step(JsonElement value) => value.GetProperty("step").GetInt32();
}
