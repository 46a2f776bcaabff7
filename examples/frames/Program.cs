using System.Text;
using NodePipe;

await using PipedProcess process = PipedProcess.Start(new PipedProcessOptions
{
    FileName = "cat",
    RedirectStandardInput = true,
    RedirectStandardOutput = true,
});
await using MessageChannel channel = new(
    process.GetStandardEndpoint(), new MessageChannelOptions { Framing = MessageFraming.Headers });
await channel.SendAsync("""{"jsonrpc":"2.0","method":"hello"}"""u8.ToArray());
await channel.CompleteAsync();
await foreach (ReadOnlyMemory<byte> frame in channel.ReadAllAsync())
{
    Console.WriteLine(Encoding.UTF8.GetString(frame.Span));
}
