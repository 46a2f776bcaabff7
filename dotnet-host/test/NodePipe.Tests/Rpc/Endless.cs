using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace NodePipe.Tests.Rpc;

/// <summary>A sequence that makes one item and then waits, and tells when it is left.</summary>
internal sealed class Endless
{
    private readonly TaskCompletionSource _left = new();

    /// <summary>Completes when its <c>finally</c> has run.</summary>
    public Task Left => _left.Task;

    public async IAsyncEnumerable<int> Items([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            yield return 1;
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            _left.SetResult();
        }
    }

    /// <summary>Has the peer read the first item of what the method <c>items</c> answers with.</summary>
    public static async Task BeginAsync(RawPeer peer)
    {
        await peer.HelloAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"items"}""");
        long stream = (await peer.ReadAsync())["result"]!["$stream"]!.GetValue<long>();
        await peer.SendAsync($$"""{"jsonrpc":"2.0","method":"$/stream/pull","params":[{{stream}},2]}""");
        JsonNode items = await peer.ReadAsync();
        Xunit.Assert.Equal("$/stream/items", items["method"]?.GetValue<string>());
    }
}
