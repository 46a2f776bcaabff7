
namespace NodePipe.Bench;

/// <summary>The library's own child over two inherited pipes.</summary>
internal sealed class ChannelEcho : ILineEcho
{
    private readonly LineChannel _channel;
    private readonly IAsyncEnumerator<string> _lines;

    public ChannelEcho(ChildTransport transport)
    {
        _channel = LineChannel.Start(new LineChannelOptions { Transport = transport });
        _lines = _channel.ReadLinesAsync().GetAsyncEnumerator();
    }

    public async ValueTask<string?> EchoAsync(string line)
    {
        await _channel.SendAsync(line);
        return await _lines.MoveNextAsync() ? _lines.Current : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _lines.DisposeAsync();
        await _channel.DisposeAsync();
    }
}
