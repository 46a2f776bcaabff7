using NodePipe;
using NodePipe.Examples.TypeScript;

await using (NodeProcess node = await NodeProcess.StartAsync("reports.mjs"))
{
    node.Handle("company", () => "Contoso");
    node.Handle("sales", Sales.OfYear);
    Console.WriteLine(await node.InvokeAsync<string>("title", [2026]));
    foreach ((string product, int amount) in await node.InvokeAsync<Dictionary<string, int>>("summarize", [2026]))
    {
        Console.WriteLine($"{product}: {amount}");
    }
}

TaskCompletionSource<int> ready = new();

#region connect
await using PipedProcess process = PipedProcess.Start(new PipedProcessOptions
{
    FileName = "node",
    Arguments = [Path.Combine(AppContext.BaseDirectory, "calculator.mjs"), ProcessArgument.Descriptor(3), ProcessArgument.Descriptor(4)],
    Pipes = [InheritedPipe.ReadByChild(3), InheritedPipe.WrittenByChild(4)],
});
await using RpcConnection connection = await RpcConnection.ConnectAsync(
    Endpoint.FromStreams(process.GetPipe(4), process.GetPipe(3)),
    connection =>
    {
        connection.Handle("company", () => "Contoso");
        connection.Handle("ready", (int processId) => ready.SetResult(processId));
    },
    new RpcOptions { SaysHello = true });

int sum = await connection.InvokeAsync<int>("add", [20, 22]);
string invoice = await connection.InvokeAsync<string>("invoice", [sum]);
#endregion
Console.WriteLine($"{invoice}, {await ready.Task == process.Id}");
