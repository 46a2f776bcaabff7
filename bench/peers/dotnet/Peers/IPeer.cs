namespace NodePipe.Peers.Peers;

/// <summary>A Node process that does the work of <c>bench/peers/node/work.mjs</c>, however it is reached.</summary>
internal interface IPeer : IAsyncDisposable
{
    Task<int> AddAsync(int left, int right);

    Task<string> EchoAsync(string text);

    Task<byte[]> EchoAsync(byte[] bytes);

    Task<string> RenderAsync(IReadOnlyList<Product> products);
}
