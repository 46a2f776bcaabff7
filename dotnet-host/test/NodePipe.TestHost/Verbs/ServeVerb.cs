using System.Globalization;

namespace NodePipe.TestHost.Verbs;

/// <summary>A program that Node has started: found by its environment, it serves calls and makes some itself, until Node ends it.</summary>
internal static class ServeVerb
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        await using RpcConnection connection =
            await RpcConnection.ConnectAsync(Endpoint.FromEnvironment(), connection => Serve(connection, arguments));
        await connection.Completion;
        return 0;
    }

    private static void Serve(RpcConnection connection, string[] arguments)
    {
        connection.Handle("add", (int a, int b) => a + b);
        connection.Handle("arguments", () => arguments);
        connection.Handle("twice", async (int value) => 2 * await connection.InvokeAsync<int>("same", [value]));
        connection.Handle("count", Count);
        connection.Handle("hang", (CancellationToken cancelled) => Task.Delay(Timeout.Infinite, cancelled));
        connection.Handle("leave", (int code, string lastWords) =>
        {
            Console.Error.WriteLine(lastWords);
            Environment.Exit(code);
        });
    }

    private static async IAsyncEnumerable<string> Count(int end)
    {
        for (int item = 1; item <= end; item++)
        {
            await Task.Yield();
            yield return item.ToString(CultureInfo.InvariantCulture);
        }
    }
}
