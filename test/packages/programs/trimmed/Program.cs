using System.Text.Json.Serialization;
using NodePipe;

NodeProcessOptions options = new() { Rpc = { SerializerOptions = new(PeopleContext.Default.Options) } };
await using NodeProcess node = await NodeProcess.StartAsync("people.mjs", options);

Person older = await node.InvokeAsync("birthday", [new Person("Ada", 36)], PeopleContext.Default.Person);
Console.WriteLine($"{older.Name} {older.Age}");

int sum = 0;
await foreach (int number in node.StreamAsync<int>("count", [1000]))
{
    sum += number;
}

Console.WriteLine(sum);
try
{
    await node.InvokeAsync("fail");
}
catch (NodeCallException error)
{
    Console.WriteLine(error.Message);
}

internal sealed record Person(string Name, int Age);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Person))]
internal sealed partial class PeopleContext : JsonSerializerContext;
