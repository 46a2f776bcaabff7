using NodePipe.Peers.Works;

namespace NodePipe.Peers.Peers;

/// <summary>Starts peers by the names that the results carry.</summary>
/// <param name="folder">Of the Node side.</param>
/// <param name="warmUp">How long each is to be called before it is measured.</param>
/// <param name="floor">Takes its turn beside them.</param>
internal sealed class PeerFactory(string folder, TimeSpan warmUp, Floor floor)
{
    public const string NodePipe = "nodepipe";
    public const string NodePipeLargePipes = "nodepipe-1m";
    public const string Jering = "jering";
    public const string Mcp = "mcp";

    private const int LargeCapacity = 1024 * 1024;

    public TimeSpan WarmUp { get; } = warmUp;

    public Floor Floor { get; } = floor;

    /// <param name="name">One of the constants.</param>
    public Task<IPeer> StartAsync(string name) => name switch
    {
        NodePipe => PipePeer.StartAsync(folder),
        NodePipeLargePipes => PipePeer.StartAsync(folder, LargeCapacity),
        Jering => JeringPeer.StartAsync(folder),
        Mcp => McpPeer.StartAsync(folder),
        _ => throw new BenchException($"There is no peer '{name}'."),
    };
}
