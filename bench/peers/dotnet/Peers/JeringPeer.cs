using Jering.Javascript.NodeJS;
using Microsoft.Extensions.DependencyInjection;

namespace NodePipe.Peers.Peers;

/// <summary>Jering.Javascript.NodeJS: HTTP on a loopback port.</summary>
internal sealed class JeringPeer : IPeer
{
    private readonly ServiceProvider _services = new ServiceCollection().AddNodeJS().BuildServiceProvider();
    private readonly INodeJSService _node;
    private readonly string _module;

    private JeringPeer(string folder)
    {
        _node = _services.GetRequiredService<INodeJSService>();
        _module = Path.Combine(folder, "jeringWork.mjs");
    }

    /// <summary>It starts node with the first call.</summary>
    public static Task<IPeer> StartAsync(string folder) => Task.FromResult<IPeer>(new JeringPeer(folder));

    public Task<int> AddAsync(int left, int right) => InvokeAsync<int>("add", left, right);

    public Task<string> EchoAsync(string text) => InvokeAsync<string>("echoText", text);

    public async Task<byte[]> EchoAsync(byte[] bytes)
    {
        await using Stream answer = await InvokeAsync<Stream>("echoBytes", bytes);
        using MemoryStream received = new(bytes.Length);
        await answer.CopyToAsync(received);
        return received.TryGetBuffer(out ArraySegment<byte> buffer) && buffer.Count == buffer.Array!.Length
            ? buffer.Array
            : received.ToArray();
    }

    public Task<string> RenderAsync(IReadOnlyList<Product> products) => InvokeAsync<string>("render", products);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task<T> InvokeAsync<T>(string function, params object[] arguments) =>
        await _node.InvokeFromFileAsync<T>(_module, function, arguments)
        ?? throw new BenchException($"Jering answered nothing to {function}.");
}
