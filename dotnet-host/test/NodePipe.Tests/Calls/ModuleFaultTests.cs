using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class ModuleFaultTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nodepipe modules ö ");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_module_that_is_not_there_is_named_with_its_whole_path(ChildTransport transport)
    {
        NodeStartException error = await FailToStartAsync("nowhere.mjs", transport);
        Assert.Contains($"{Path.Combine(Modules.Folder, "nowhere.mjs")} is not there", error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_module_without_exports_is_an_error_that_says_so(ChildTransport transport)
    {
        NodeStartException error = await FailToStartAsync("noExports.mjs", transport);
        Assert.Contains("It exports nothing", error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_module_whose_exports_are_no_functions_is_an_error_that_lists_them(ChildTransport transport)
    {
        NodeStartException error = await FailToStartAsync("noFunctions.mjs", transport);
        Assert.Contains("version is a string", error.Message, StringComparison.Ordinal);
        Assert.Contains("settings is an object", error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_syntax_error_is_shown_with_its_place(ChildTransport transport)
    {
        string path = Path.Combine(_folder.FullName, "broken.mjs");
        await File.WriteAllTextAsync(path, "\nexport function broken( {\n");
        NodeStartException error = await FailToStartAsync(path, transport);
        Assert.Contains("has a syntax error", error.Message, StringComparison.Ordinal);
        Assert.Contains("broken.mjs:", error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_module_that_throws_at_import_shows_what_it_threw(ChildTransport transport)
    {
        NodeStartException error = await FailToStartAsync("throwsAtImport.mjs", transport);
        Assert.Contains("threw while it was loaded: RangeError: no luck at import", error.Message, StringComparison.Ordinal);
        NodeCallException cause = Assert.IsType<NodeCallException>(error.InnerException);
        Assert.Equal("ERR_NODEPIPE_MODULE_THREW", cause.RemoteCode);
        Assert.Contains("throwsAtImport.mjs:1", Assert.IsType<NodeCallException>(cause.InnerException).RemoteStack, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task An_import_of_what_is_not_there_names_it(ChildTransport transport)
    {
        NodeStartException error = await FailToStartAsync("missingImport.mjs", transport);
        Assert.Contains("a-package-that-nobody-has", error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task An_export_that_is_missing_or_no_function_is_an_error_of_the_call_that_names_the_functions(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("named.mjs", transport);
        NodeCallException missing = await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync<int>("subtract", [1, 2]));
        Assert.Equal(-32601, missing.RpcErrorCode);
        Assert.Contains("has no export \"subtract\"; it exports add", missing.Message, StringComparison.Ordinal);

        NodeCallException noFunction = await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync<string>("version"));
        Assert.Equal(-32601, noFunction.RpcErrorCode);
        Assert.Contains("\"version\" of", noFunction.Message, StringComparison.Ordinal);
        Assert.Contains("is no function but a string", noFunction.Message, StringComparison.Ordinal);
        Assert.Equal(3, await node.InvokeAsync<int>("add", [1, 2]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_notification_of_an_unknown_function_is_silence(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("named.mjs", transport);
        await node.NotifyAsync("subtract", [1, 2]);
        Assert.Equal(3, await node.InvokeAsync<int>("add", [1, 2]));
    }

    private static Task<NodeStartException> FailToStartAsync(string module, ChildTransport transport) =>
        Assert.ThrowsAsync<NodeStartException>(() => Modules.StartAsync(module, transport));
}
