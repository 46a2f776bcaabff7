namespace NodePipe.Rpc;

/// <summary>What is known of the other side. Until it has answered a hello it is a plain JSON-RPC peer.</summary>
internal sealed record Peer(bool KnowsMarkers, long MaxMessageLength)
{
    public static Peer Plain { get; } = new(false, long.MaxValue);

    /// <summary>Whether anything that begins with <c>$/</c> may be sent to it.</summary>
    public bool KnowsExtensions => KnowsMarkers;
}
