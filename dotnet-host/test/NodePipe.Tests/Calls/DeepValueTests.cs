using System.Text.Json;
using System.Text.Json.Nodes;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

/// <summary>The limit on depth is that of one value, whatever it is made of and wherever it travels.</summary>
public sealed class DeepValueTests
{
    private static readonly Dictionary<string, Func<int, object>> Makers = new()
    {
        ["object[]"] = depth => Nest(depth, inner => new[] { inner }),
        ["List<object>"] = depth => Nest(depth, inner => new List<object> { inner }),
        ["Dictionary"] = depth => Nest(depth, inner => new Dictionary<string, object> { ["a"] = inner }),
        ["class"] = depth => Nest(depth, inner => new Node { Inner = inner as Node, Number = 1 }),
        ["JsonNode"] = depth => (JsonNode)Nest(depth, inner => new JsonArray(inner as JsonNode ?? 1)),
        ["JsonElement"] = depth => JsonDocument.Parse(
            new string('[', depth) + "1" + new string(']', depth), new JsonDocumentOptions { MaxDepth = 1000 }).RootElement,
    };

    public static IEnumerable<TheoryDataRow<string>> Kinds() => Makers.Keys.Select(kind => new TheoryDataRow<string>(kind));

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Kinds))]
    public async Task A_value_512_deep_goes_anywhere_and_one_513_deep_nowhere(string kind)
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        (object fits, object tooDeep) = (Makers[kind](512), Makers[kind](513));
        pair.Right.Handle("take", (JsonElement value) => 1);
        pair.Right.Handle("give", (int depth) => Makers[kind](depth));
        pair.Right.Handle("count", async (IAsyncEnumerable<JsonElement> items) => await items.CountAsync());
        pair.Right.Handle("callBack", async (Func<object, Task<int>> function, int depth) => await function(Makers[kind](depth)));
        Func<JsonElement, int> function = _ => 1;

        Assert.Equal(1, await pair.Left.InvokeAsync<int>("take", [fits]));
        await pair.Left.InvokeAsync<JsonElement>("give", [512]);
        Assert.Equal(1, await pair.Left.InvokeAsync<int>("count", [AsyncEnumerable.Repeat(fits, 1)]));
        Assert.Equal(1, await pair.Left.InvokeAsync<int>("callBack", [function, 512]));

        Assert.Contains("512", (await Assert.ThrowsAnyAsync<ArgumentException>(() => pair.Left.InvokeAsync<int>("take", [tooDeep]))).Message, StringComparison.Ordinal);
        NodeCallException result = await Assert.ThrowsAsync<NodeCallException>(() => pair.Left.InvokeAsync<JsonElement>("give", [513]));
        Assert.Equal(-32603, result.RpcErrorCode);
        Assert.Contains("512", result.Message, StringComparison.Ordinal);
        NodeCallException item = await Assert.ThrowsAsync<NodeCallException>(
            () => pair.Left.InvokeAsync<int>("count", [AsyncEnumerable.Repeat(tooDeep, 1)]));
        Assert.Contains("512", item.Message, StringComparison.Ordinal);
        NodeCallException callBack = await Assert.ThrowsAsync<NodeCallException>(() => pair.Left.InvokeAsync<int>("callBack", [function, 513]));
        Assert.Contains("arguments[0]", callBack.Message, StringComparison.Ordinal);
    }

    private static object Nest(int depth, Func<object, object> around)
    {
        object value = 1;
        for (int i = 0; i < depth; i++)
        {
            value = around(value);
        }

        return value;
    }

    private sealed class Node
    {
        public int Number { get; init; }

        public Node? Inner { get; init; }
    }
}
