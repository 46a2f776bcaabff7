using NodePipe;

await using LineChannel channel = LineChannel.Start(new LineChannelOptions { Program = "echo.mjs" });
await channel.SendAsync("hello");
await channel.SendAsync("exit");
await foreach (string line in channel.ReadLinesAsync())
{
    Console.WriteLine(line);
}
