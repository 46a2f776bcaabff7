using System.Globalization;
using NodePipe;
using NodePipe.Examples.Tour;

TaskCompletionSource generatorEnded = new();

#region options
NodeProcessOptions options = new()
{
    NodePath = "node",                                      // a path, or a name on PATH
    NodeArguments = ["--max-old-space-size=512"],           // options of node itself
    WorkingDirectory = AppContext.BaseDirectory,            // the child's; a relative module path starts here
    Environment = new Dictionary<string, string?> { ["NODE_ENV"] = "production" },
    CallTimeout = TimeSpan.FromSeconds(30),                 // of every call that says nothing else; without end by default
    OnOutputLine = ShowOutput,                              // console.log of the module; to the log by default
};
#endregion

#region call
await using NodeProcess node = await NodeProcess.StartAsync("shop.mjs", options);

Cart cart = new([new Item("Apples", 0.5, 4), new Item("Pears", 0.75, 2)]);
double total = await node.InvokeAsync<double>("total", [cart]);
#endregion
Console.WriteLine(total.ToString(CultureInfo.InvariantCulture));

#region host
Dictionary<string, string> settings = new() { ["language"] = "de" };
node.Handle("setting", (string key) => settings[key]);

string greeting = await node.InvokeAsync<string>("greet", ["Ada"]);
#endregion
Console.WriteLine(greeting);

#region stream
await foreach (Order order in node.StreamAsync<Order>("orders", [2026]))
{
    Console.WriteLine(order);
    if (order.Number == 3)
    {
        break;
    }
}
#endregion
await generatorEnded.Task;

#region progress
CallOptions watched = new()
{
    OnProgress = step => Console.WriteLine($"page {step.GetProperty("page")} of {step.GetProperty("pages")}"),
    Timeout = TimeSpan.FromMinutes(1),
};
string report = await node.InvokeAsync<string>("report", [2], watched);
#endregion
Console.WriteLine(report);

#region cancel
using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(50));
try
{
    await node.InvokeAsync("report", [1_000_000], cancellation.Token);
}
catch (OperationCanceledException)
{
    Console.WriteLine("No longer wanted: `this.signal` is aborted, and the connection lives on.");
}
#endregion

#region error
try
{
    await node.InvokeAsync("checkout");
}
catch (NodeCallException error)
{
    Console.WriteLine($"{error.RemoteName} {error.RemoteCode}");        // RangeError EMPTY_CART
    Console.WriteLine(error.RemoteStack);                   // where in JavaScript
}
#endregion

#region values
byte[] packed = await node.InvokeAsync<byte[]>("compress", ["a text"u8.ToArray()]);
string[] names = ["Ada", "Grace", "Alan"];
string[] wanted = await node.InvokeAsync<string[]>("filter", [names, (string name) => name.StartsWith('A')]);
#endregion
Console.WriteLine($"{packed[0]:x} {packed[1]:x}, {string.Join(' ', wanted)}");

void ShowOutput(string line)
{
    Console.WriteLine($"[node] {line}");
    generatorEnded.TrySetResult();
}
