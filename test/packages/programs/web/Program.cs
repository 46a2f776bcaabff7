using NodePipe;

WebApplication app = WebApplication.CreateSlimBuilder(args).Build();
await using NodeProcess node = await NodeProcess.StartAsync("greetings.mjs");
app.MapGet("/{name}", async (string name, CancellationToken cancellation) =>
    Results.Content(await node.InvokeAsync<string>("render", [name, 9], cancellation), "text/html; charset=utf-8"));
await app.RunAsync();
