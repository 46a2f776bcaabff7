using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Api;

/// <summary>Which ways to write a call the compiler takes.</summary>
public sealed class CallShapeTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("""await node.InvokeAsync<string>("x");""")]
    [InlineData("""await node.InvokeAsync<string>("x", []);""")]
    [InlineData("""await node.InvokeAsync<string>("x", [null]);""")]
    [InlineData("""await node.InvokeAsync<string>("x", [names]);""")]
    [InlineData("""await node.InvokeAsync<string>("x", [.. names]);""")]
    [InlineData("""await node.InvokeAsync<string>("x", [1, "a", null]);""")]
    [InlineData("""await node.InvokeAsync<string>("x", ["a"], null);""")]
    [InlineData("""await node.InvokeAsync<string>("x", ["a"], default);""")]
    [InlineData("""await node.InvokeAsync<string>("x", ["a"], token);""")]
    [InlineData("""await node.InvokeAsync<string>("x", ["a"], options);""")]
    [InlineData("""await node.InvokeAsync<string>("x", ["a"], new() { Timeout = TimeSpan.FromSeconds(1) }, token);""")]
    [InlineData("""await node.InvokeAsync<string>("x", cancellationToken: token);""")]
    [InlineData("""await node.InvokeAsync<string>("x", options: options);""")]
    [InlineData("""string text = await node.InvokeAsync("x", ["a"], type);""")]
    [InlineData("""string text = await node.InvokeAsync("x", ["a"], type, null, token);""")]
    [InlineData("""await node.InvokeAsync<string>("x", CallArguments.ByName(named), token);""")]
    [InlineData("""await node.InvokeAsync("x");""")]
    [InlineData("""await node.InvokeAsync("x", [1], null);""")]
    [InlineData("""await node.InvokeAsync("x", [1], token);""")]
    [InlineData("""int number = node.Invoke<int>("x", [1], null);""")]
    [InlineData("""int number = node.Invoke<int>("x", [1], token);""")]
    [InlineData("""await foreach (int number in node.StreamAsync<int>("x", [1], null)) { }""")]
    [InlineData("""await foreach (int number in node.StreamAsync<int>("x", [1], token)) { }""")]
    [InlineData("""await foreach (string text in node.StreamAsync("x", [1], type)) { }""")]
    [InlineData("""await node.NotifyAsync("x", [1], token);""")]
    [InlineData("""CallArguments arguments = [1]; await node.InvokeAsync<string>("x", arguments);""")]
    public void These_compile(string call)
    {
        Assert.Empty(Snippet.Errors(call));
        Assert.Empty(Snippet.Errors(call.Replace("node.", "connection.", StringComparison.Ordinal)));
        Assert.Empty(Snippet.Errors(call.Replace("node.", "module.", StringComparison.Ordinal)));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""await NodeProcess.StartAsync("x");""")]
    [InlineData("""await NodeProcess.StartAsync("x", null, token);""")]
    [InlineData("""await NodeProcess.StartAsync("x", null);""")]
    [InlineData("""await NodeProcess.StartAsync();""")]
    [InlineData("""await NodeProcess.StartAsync(null, token);""")]
    [InlineData("""await NodeProcess.StartAsync(new() { NodePath = "node" });""")]
    [InlineData("""await NodeProcess.StartAsync("x", new() { NodePath = "node" });""")]
    [InlineData("""await NodeProcess.StartAsync("x", new() { NodePath = "node" }, token);""")]
    [InlineData("""await NodeProcess.StartAsync("x", new NodeProcessOptions());""")]
    [InlineData("""await NodeProcess.StartAsync("x", process => process.Handle("y", () => 1));""")]
    [InlineData("""await NodeProcess.StartAsync("x", process => process.Handle("y", () => 1), new() { NodePath = "node" }, token);""")]
    public void So_do_these_ways_to_start(string start) => Assert.Empty(Snippet.Errors(start));

    [Theory(Timeout = Limits.Test)]
    [InlineData("""await node.InvokeAsync<string>("x", names);""")]
    [InlineData("""await node.InvokeAsync<string>("x", list);""")]
    [InlineData("""await node.InvokeAsync<string>("x", new object?[] { 1 });""")]
    [InlineData("""await node.InvokeAsync<string>("x", named);""")]
    [InlineData("""await node.InvokeAsync<string>("x", "a");""")]
    [InlineData("""await node.InvokeAsync<string>("x", 1, 2);""")]
    [InlineData("""await node.InvokeAsync<string>("x", null);""")]
    [InlineData("""await node.InvokeAsync<string>("x", token);""")]
    [InlineData("""await node.InvokeAsync<int>("x", ["a"], type);""")]
    [InlineData("""await node.InvokeAsync("x", names);""")]
    [InlineData("""node.Invoke<int>("x", list);""")]
    [InlineData("""node.StreamAsync<int>("x", names);""")]
    [InlineData("""await node.NotifyAsync("x", names);""")]
    public void These_do_not(string call)
    {
        Assert.NotEmpty(Snippet.Errors(call));
        Assert.DoesNotContain("CS0121", Snippet.Errors(call));
    }
}
