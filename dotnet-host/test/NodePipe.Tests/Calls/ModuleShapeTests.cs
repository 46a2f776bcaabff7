using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class ModuleShapeTests
{
    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Named_exports_are_called_plain_async_and_by_promise(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("named.mjs", transport);
        foreach (string function in (string[])["add", "addLater", "addByPromise"])
        {
            Assert.Equal(42, await node.InvokeAsync<int>(function, [20, 22]));
        }

        Assert.True(await node.InvokeAsync<bool>("hasContext"));
        Assert.Contains(new NodeExport("add", 2), node.Exports);
        Assert.DoesNotContain(node.Exports, export => export.Name == "version");
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_module_that_is_one_function_is_called_by_the_name_default(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("oneFunction.mjs", transport);
        Assert.Equal("hello you, function", await node.InvokeAsync<string>("default", ["you"]));
        Assert.Equal([new NodeExport("default", 1)], node.Exports);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_CommonJS_module_that_is_one_function_is_called_by_the_name_default(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("function.cjs", transport);
        Assert.Equal(42, await node.InvokeAsync<int>("default", [6, 7]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_relative_working_directory_starts_at_the_current_one()
    {
        string folder = Path.GetRelativePath(Environment.CurrentDirectory, Modules.Folder);
        Assert.False(Path.IsPathRooted(folder));
        await using NodeProcess node = await Modules.StartAsync("named.mjs", Modules.Options(folder: folder));
        Assert.Equal(42, await node.InvokeAsync<int>("add", [20, 22]));
        await node.LoadAsync("oneFunction.mjs");
        Assert.Equal([new NodeExport("default", 1)], node.Exports);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Members_of_a_default_object_are_called_on_it(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("defaultObject.mjs", transport);
        Assert.Equal(42, await node.InvokeAsync<int>("addToBase", [32]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Members_of_CommonJS_exports_are_called_on_them(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("members.cjs", transport);
        Assert.Equal(42, await node.InvokeAsync<int>("times", [14]));
        Assert.Equal(42, await node.InvokeAsync<int>("timesLater", [14]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Methods_of_a_class_instance_are_called_on_it_inherited_ones_too(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("counter.mjs", transport);
        Assert.Equal(1, await node.InvokeAsync<int>("increment"));
        Assert.Equal(0, await node.InvokeAsync<int>("decrementTwice"));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Nothing_that_is_inherited_from_Object_is_callable(ChildTransport transport)
    {
        foreach (string module in (string[])["named.mjs", "counter.mjs", "members.cjs", "function.cjs"])
        {
            await using NodeProcess node = await Modules.StartAsync(module, transport);
            foreach (string method in (string[])["toString", "hasOwnProperty", "constructor", "__proto__", "call"])
            {
                NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync<object>(method));
                Assert.Equal(-32601, error.RpcErrorCode);
            }
        }
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task An_arrow_function_finds_its_call_by_currentCall_also_behind_an_await(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync(
            "context.mjs", transport, node => node.Handle("setting", (string key) => $"value of {key}"));
        Assert.Equal("value of theme", await node.InvokeAsync<string>("arrow", ["theme"]));
        string[] keys = [.. Enumerable.Range(0, 50).Select(i => $"key {i}")];
        Assert.Equal(keys, await Task.WhenAll(keys.Select(key => node.InvokeAsync<string>("twoAtOnce", [key]))));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Another_module_can_be_loaded_into_the_running_child(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("named.mjs", transport);
        await node.LoadAsync("values.mjs");
        Assert.Equal(5, await node.InvokeAsync<int>("echo", [5]));
        NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync<int>("add", [1, 2]));
        Assert.Equal(-32601, error.RpcErrorCode);
    }
}
