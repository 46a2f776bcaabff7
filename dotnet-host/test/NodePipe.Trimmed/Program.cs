using NodePipe;
using NodePipe.Trimmed;

// What a trimmed program can do, a line each; the argument is the folder of the module.
NodeProcessOptions options = new()
{
    WorkingDirectory = args[0],
    Rpc = { SerializerOptions = new(TrimmedContext.Default.Options) },
};
await using NodeProcess node = await NodeProcess.StartAsync(
    "trimmed.mjs",
    node =>
    {
        node.Handle("greet", (Person person, HandlerContext _) => $"hello {person.FirstName}, {person.Photo.Length} bytes");
        node.Handle("subtract", (int minuend, int subtrahend) => minuend - subtrahend);
        node.Handle<Person, CancellationToken, Person>("older", OlderAsync);
    },
    options);

Console.WriteLine($"number {await node.InvokeAsync<int>("add", [20, 22])}");
Console.WriteLine($"text {await node.InvokeAsync<string>("echo", ["é"])}");

Person ada = new("Ada", 36, new byte[100_000]);
Person older = await node.InvokeAsync("birthday", [ada], TrimmedContext.Default.Person);
Console.WriteLine($"record {older.FirstName} {older.Age} {older.Photo.Length}");
Console.WriteLine($"handler {await node.InvokeAsync<string>("introduce", [ada])}");
Console.WriteLine($"by name {await node.InvokeAsync<int>("subtract", [42, 19])}");
Console.WriteLine($"as one {(await node.InvokeAsync("older", [ada], TrimmedContext.Default.Person)).Age}");

int sum = 0;
await foreach (int number in node.StreamAsync<int>("count", [1000]))
{
    sum += number;
}

Console.WriteLine($"stream {sum}");
try
{
    await node.InvokeAsync("fail");
}
catch (NodeCallException error)
{
    Console.WriteLine($"error {error.Message}");
}

static async Task<Person> OlderAsync(Person person, CancellationToken cancellationToken)
{
    await Task.Yield();
    cancellationToken.ThrowIfCancellationRequested();
    return person with { Age = person.Age + 1 };
}
