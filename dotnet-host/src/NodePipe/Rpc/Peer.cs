namespace NodePipe.Rpc;

/// <summary>What is known of the other side. Until it has said or answered a hello it is a plain JSON-RPC peer.</summary>
/// <param name="Features">What its hello names; nothing else is sent to it.</param>
/// <param name="MaxMessageLength">The longest message that it takes, in bytes.</param>
internal sealed record Peer(PeerFeatures Features, long MaxMessageLength)
{
    public static Peer Plain { get; } = new(PeerFeatures.None, long.MaxValue);

    /// <summary>Whether nothing but JSON-RPC 2.0 may be sent to it.</summary>
    public bool IsPlain => ReferenceEquals(this, Plain);

    public bool Can(PeerFeatures feature) => (Features & feature) == feature;

    /// <summary>Why it takes nothing of a feature, to go on from "is a stream, which ".</summary>
    public string Refusal(string feature) => IsPlain
        ? "a plain JSON-RPC peer cannot take"
        : $"the other side cannot take: its hello does not name {feature}";
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
