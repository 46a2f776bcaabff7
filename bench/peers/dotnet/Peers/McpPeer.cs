using System.Globalization;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace NodePipe.Peers.Peers;

/// <summary>The Model Context Protocol's two SDKs: a C# client and a TypeScript server, JSON over standard streams.</summary>
internal sealed class McpPeer(McpClient client) : IPeer
{
    public static async Task<IPeer> StartAsync(string folder) => new McpPeer(await McpClient.CreateAsync(
        new StdioClientTransport(new() { Command = "node", Arguments = [Path.Combine(folder, "mcpServer.mjs")] })));

    public async Task<int> AddAsync(int left, int right) => int.Parse(
        await CallAsync("add", new Dictionary<string, object?> { ["left"] = left, ["right"] = right }), CultureInfo.InvariantCulture);

    public Task<string> EchoAsync(string text) => CallAsync("echoText", new Dictionary<string, object?> { ["text"] = text });

    public async Task<byte[]> EchoAsync(byte[] bytes) => Convert.FromBase64String(
        await CallAsync("echoBytes", new Dictionary<string, object?> { ["bytes"] = Convert.ToBase64String(bytes) }));

    public Task<string> RenderAsync(IReadOnlyList<Product> products) => CallAsync(
        "render",
        new Dictionary<string, object?>
        {
            ["products"] = products.Select(product => new Dictionary<string, object?> { ["name"] = product.Name, ["price"] = product.Price }),
        });

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private async Task<string> CallAsync(string tool, Dictionary<string, object?> arguments) =>
        (await client.CallToolAsync(tool, arguments)).Content is [TextContentBlock { Text: string text }]
            ? text
            : throw new BenchException($"The MCP server answered something else to {tool}.");
}
