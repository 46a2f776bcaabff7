namespace NodePipe;

/// <summary>What <see cref="MessageChannel.ReadAsync"/> has got: a frame, the end, or, the default, nothing yet.</summary>
public readonly struct MessageRead
{
    private MessageRead(ReadOnlyMemory<byte>? frame, bool isEnd)
    {
        Frame = frame;
        IsEnd = isEnd;
    }

    /// <summary>The frame; null where there is none. It is the reader's own.</summary>
    public ReadOnlyMemory<byte>? Frame { get; }

    /// <summary>Whether the other side has said all.</summary>
    public bool IsEnd { get; }

    /// <summary>Whether nothing came in time. What comes later is read by the next call.</summary>
    public bool IsNothingYet => Frame is null && !IsEnd;

    internal static MessageRead End { get; } = new(null, isEnd: true);

    internal static MessageRead OfFrame(byte[] frame) => new(frame, isEnd: false);
}
