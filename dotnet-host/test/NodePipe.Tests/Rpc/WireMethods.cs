using System.Text.Json;

namespace NodePipe.Tests.Rpc;

/// <summary>The methods of a side that the corpus speaks to.</summary>
internal static class WireMethods
{
    /// <summary>Those that test/wire/README.md names.</summary>
    public static void Register(RpcConnection connection)
    {
        connection.Handle("echo", (WireValue value) => value);
        connection.Handle("číslo 日本", () => 1);
        connection.Handle("depth", (JsonElement value) => DepthOf(value));
        connection.Handle("lengths", (WireValue value) => value.Lengths());
        connection.Handle("nest", (int depth) => JsonDocument.Parse(
            new string('[', depth) + new string(']', depth), new JsonDocumentOptions { MaxDepth = 1000 }).RootElement);
        connection.Handle("nan", () => double.NaN);
        connection.Handle("fail", new Action(() => throw new InvalidOperationException("failed")));
        connection.Handle("wait", (CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        connection.Handle("count", (int last) => CountAsync(last, fails: false));
        connection.Handle("countAndFail", (int last) => CountAsync(last, fails: true));
        connection.Handle("total", async (IAsyncEnumerable<int> numbers) => await numbers.SumAsync());
        // .NET code cannot take a function as a value yet; what is checked here is the wire.
        connection.Handle("call", (WireCallback callback, JsonElement value) => connection.InvokeAsync<JsonElement>(
            "$/callback", [callback.Number, new[] { value }]));
        connection.Handle("steps", (int last, HandlerContext context) =>
        {
            for (int step = 1; step <= last; step++)
            {
                context.Progress(step);
            }

            return "done";
        });
        connection.Handle("trace", (HandlerContext context) => new[] { context.TraceParent, context.TraceState });
        connection.Handle("update", () => { });
    }

    /// <summary>Those of the examples of JSON-RPC 2.0, section 7.</summary>
    public static void RegisterExamples(RpcConnection connection)
    {
        connection.Handle("subtract", (int minuend, int subtrahend) => minuend - subtrahend);
        connection.Handle("sum", (Delegate)((int a = 0, int b = 0, int c = 0) => a + b + c));
        connection.Handle("get_data", () => new object[] { "hello", 5 });
        connection.Handle("update", () => { });
        connection.Handle("notify_hello", () => { });
        connection.Handle("notify_sum", () => { });
    }

    private static int DepthOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => 1 + value.EnumerateArray().Select(DepthOf).DefaultIfEmpty().Max(),
        JsonValueKind.Object => 1 + value.EnumerateObject().Select(member => DepthOf(member.Value)).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static async IAsyncEnumerable<int> CountAsync(int last, bool fails)
    {
        for (int number = 1; number <= last; number++)
        {
            yield return number;
            await Task.Yield();
        }

        if (fails)
        {
            throw new InvalidOperationException("failed");
        }
    }
}
