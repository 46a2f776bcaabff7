using NodePipe;

await using NodeProcess node = await NodeProcess.StartAsync("greetings.mjs");
node.Handle("greeting", () => "Good day");
Console.WriteLine(await node.InvokeAsync<string>("greet", ["Žofie"]));

int sum = 0;
await foreach (int number in node.StreamAsync<int>("count", [1000]))
{
    sum += number;
}

Console.WriteLine(sum);
byte[] bytes = await node.InvokeAsync<byte[]>("reversed", [new byte[] { 1, 2, 3 }]);
Console.WriteLine(string.Join(' ', bytes));
try
{
    await node.InvokeAsync("fail");
}
catch (NodeCallException error)
{
    Console.WriteLine(error.Message);
}
