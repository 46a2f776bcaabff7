namespace NodePipe.Tests.Rpc;

/// <summary>Two connections in this process, joined by anonymous pipes.</summary>
internal sealed class ConnectedPair : IAsyncDisposable
{
    public ConnectedPair(RpcOptions? leftOptions = null, RpcOptions? rightOptions = null)
    {
        PipePair toLeft = PipePair.Create();
        PipePair toRight = PipePair.Create();
        Left = new RpcConnection(toLeft.Reader, toRight.Writer, leftOptions);
        Right = new RpcConnection(toRight.Reader, toLeft.Writer, rightOptions);
    }

    /// <summary>The one that asks the hello.</summary>
    public RpcConnection Left { get; }

    public RpcConnection Right { get; }

    /// <summary>Starts both; with a hello each knows the other as one of its kind.</summary>
    public static async Task<ConnectedPair> StartAsync(
        RpcOptions? leftOptions = null, RpcOptions? rightOptions = null, bool withHello = true)
    {
        ConnectedPair pair = new(leftOptions, rightOptions);
        pair.Left.Start();
        pair.Right.Start();
        if (withHello)
        {
            await pair.Left.HelloAsync().WaitAsync(Limits.Wait);
        }

        return pair;
    }

    public async ValueTask DisposeAsync()
    {
        await Left.DisposeAsync();
        await Right.DisposeAsync();
    }
}
