namespace NodePipe.Peers.Peers;

/// <summary>This library.</summary>
internal sealed class PipePeer(NodeProcess node) : IPeer
{
    public static async Task<IPeer> StartAsync(string folder, int pipeCapacity = 0) => new PipePeer(
        await NodeProcess.StartAsync(Path.Combine(folder, "work.mjs"), new NodeProcessOptions { PipeCapacity = pipeCapacity }));

    public Task<int> AddAsync(int left, int right) => node.InvokeAsync<int>("add", [left, right]);

    public Task<string> EchoAsync(string text) => node.InvokeAsync<string>("echo", [text]);

    public Task<byte[]> EchoAsync(byte[] bytes) => node.InvokeAsync<byte[]>("echo", [bytes]);

    public Task<string> RenderAsync(IReadOnlyList<Product> products) => node.InvokeAsync<string>("render", [products]);

    public ValueTask DisposeAsync() => node.DisposeAsync();
}
