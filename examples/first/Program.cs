using NodePipe;

await using NodeProcess node = await NodeProcess.StartAsync("greetings.mjs");
node.Handle("words", (string language) => language == "de" ? "Guten Tag" : "Good day");
Console.WriteLine(await node.InvokeAsync<string>("greet", ["Ada", "de"]));
