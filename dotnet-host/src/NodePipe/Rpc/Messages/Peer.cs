namespace NodePipe.Rpc.Messages;

/// <summary>
/// What the other side can do and take. One object lives as long as the connection, and learns by the hello; before that, and
/// where there is none, the other side is a plain JSON-RPC peer.
/// </summary>
internal sealed class Peer
{
    // What a hello tells is seen as a whole or not at all.
    private volatile Knowledge _known = Knowledge.Nothing;

    /// <summary>Whether nothing but JSON-RPC 2.0 may be sent to it.</summary>
    public bool IsPlain => ReferenceEquals(_known, Knowledge.Nothing);

    /// <summary>The longest message that it takes, in bytes.</summary>
    public long MaxMessageLength => _known.MaxMessageLength;

    /// <summary>Whether its hello names the feature; nothing of another one is sent to it.</summary>
    public bool Can(PeerFeatures feature) => (_known.Features & feature) == feature;

    /// <summary>It has said a hello.</summary>
    public void Learn(PeerFeatures features, long maxMessageLength) => _known = new Knowledge(features, maxMessageLength);

    /// <summary>What it has said is nothing that this side understands.</summary>
    public void Forget() => _known = Knowledge.Nothing;

    /// <summary>Why it takes nothing of a feature, to go on from "is a stream, which ".</summary>
    public string Refusal(string feature) => IsPlain
        ? "a plain JSON-RPC peer cannot take (where it is none, SaysHello of the RpcOptions asks what it can)"
        : $"the other side cannot take: its hello does not name {feature}";

    private sealed record Knowledge(PeerFeatures Features, long MaxMessageLength)
    {
        public static Knowledge Nothing { get; } = new(PeerFeatures.None, long.MaxValue);
    }
}

/// <summary>What a hello may name; see docs/protocol.md, section 3.</summary>
[Flags]
internal enum PeerFeatures
{
    None = 0,
    Cancel = 1,
    Progress = 2,
    Streams = 4,
    Callbacks = 8,
    Attachments = 16,
}
