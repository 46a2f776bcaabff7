using NodePipe;

// The module, then the folder that the child's program is to lie in, where one is given.
NodeProcessOptions options = new() { ChildProgramFolder = args.ElementAtOrDefault(1) };
try
{
    await using NodeProcess node = await NodeProcess.StartAsync(args[0], options);
    Console.WriteLine(await node.InvokeAsync<string>("render", ["Žofie"]));
}
catch (NodePipeException error)
{
    Console.WriteLine($"{error.GetType().Name}: {error.Message}");
}
