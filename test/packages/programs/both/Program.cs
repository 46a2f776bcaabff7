using NodePipe;

await using NodeProcess node = await NodeProcess.StartAsync("reports.mjs");
node.Handle("company", () => "Contoso");
Console.WriteLine(await node.InvokeAsync<string>("title", [2026]));
Console.WriteLine(await node.InvokeAsync<string>("refusal"));
