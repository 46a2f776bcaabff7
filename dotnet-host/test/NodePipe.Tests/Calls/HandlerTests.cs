using System.Text.Json;
using NodePipe.Tests.Rpc;
using Xunit;
using static NodePipe.Tests.Calls.HandledModels;

namespace NodePipe.Tests.Calls;

public sealed class HandlerTests
{
    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Delegates_of_every_shape_answer_calls_from_JavaScript(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        node.Handle("sync", (string text) => text + "!");
        node.Handle("task", async (string text) =>
        {
            await Task.Yield();
            return text + "!";
        });
        node.Handle("valueTask", ValueTask<string> (string text) => new(text + "!"));
        node.Handle<string, string>("typed", text => text + "!");
        foreach (string method in (string[])["sync", "task", "valueTask", "typed"])
        {
            Assert.Equal("hi!", await node.InvokeAsync<string>("ask", [method, "hi"]));
        }

        node.Handle("void", (string _) => { });
        node.Handle("plainTask", (string _) => Task.CompletedTask);
        node.Handle("plainValueTask", (string _) => ValueTask.CompletedTask);
        foreach (string method in (string[])["void", "plainTask", "plainValueTask"])
        {
            Assert.Equal(JsonValueKind.Null, (await node.InvokeAsync<JsonElement>("ask", [method, "hi"])).ValueKind);
        }
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Arguments_that_are_left_out_take_the_parameters_defaults(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        node.Handle("join", (Delegate)((string a, string b = "two", int? c = null, CancellationToken _ = default) => $"{a} {b} {c}"));
        Assert.Equal("one two ", await node.InvokeAsync<string>("ask", ["join", "one"]));
        Assert.Equal("one 2 3", await node.InvokeAsync<string>("ask", ["join", "one", "2", 3]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Arguments_by_name_bind_to_parameters_or_to_one_object(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        node.Handle("subtract", (int minuend, int subtrahend) => minuend - subtrahend);
        node.Handle("describe", (Interval range) => $"{range.From}..{range.To}");
        Assert.Equal(19, await node.InvokeAsync<int>("askByName", ["subtract", new { subtrahend = 23, minuend = 42 }]));
        Assert.Equal("1..5", await node.InvokeAsync<string>("askByName", ["describe", new Interval(1, 5)]));
        node.Handle("join", (string? a, string b) => $"{a ?? "nothing"} {b}");
        Assert.Equal("nothing two", await node.InvokeAsync<string>("askByName", ["join", new { b = "two" }]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_result_that_is_declared_as_its_base_keeps_the_discriminator(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        node.Handle("now", Shape () => new Circle(2));
        node.Handle("later", Task<Shape> () => Task.FromResult<Shape>(new Circle(2)));
        node.Handle("soon", ValueTask<Shape> () => new(new Circle(2)));
        node.Handle("plain", Plain () => new Derived(1));
        foreach (string method in (string[])["now", "later", "soon"])
        {
            Assert.Equal("""{"$type":"circle","radius":2}""", (await node.InvokeAsync<JsonElement>("ask", [method])).GetRawText());
        }

        Assert.Equal("""{"more":1}""", (await node.InvokeAsync<JsonElement>("ask", ["plain"])).GetRawText());
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Notifications_reach_the_handler(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        TaskCompletionSource<string> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Handle("news", told.SetResult);
        await node.InvokeAsync("tell", ["news", "it works"]);
        Assert.Equal("it works", await told.Task.WaitAsync(Limits.Wait));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_later_handler_of_the_same_name_takes_the_place_of_the_first(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        node.Handle("which", () => 1);
        node.Handle("which", () => 2);
        Assert.Equal(2, await node.InvokeAsync<int>("ask", ["which"]));
        Assert.Throws<ArgumentException>(() => node.Handle("$/which", () => 3));
        Assert.Throws<ArgumentException>(() => node.Handle("nodepipe/which", () => 3));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Bytes_reach_a_handler_and_come_back(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        node.Handle("reverse", (byte[] bytes) => bytes.Reverse().ToArray());
        byte[] sent = [.. Enumerable.Range(0, 2_000_000).Select(i => (byte)i)];
        byte[] back = await node.InvokeAsync<byte[]>("ask", ["reverse", sent]);
        Assert.True(back.AsSpan().SequenceEqual(sent.Reverse().ToArray()));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_function_from_JavaScript_is_never_data(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", transport);
        node.Handle("take", (JsonElement value) => value.GetRawText());
        NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync<string>("giveFunction", ["take"]));
        Assert.Contains("holds a function; take it as a delegate", error.Message, StringComparison.Ordinal);
    }
}
