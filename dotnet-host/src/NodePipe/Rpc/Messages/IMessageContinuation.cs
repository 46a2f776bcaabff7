namespace NodePipe.Rpc.Messages;

/// <summary>What follows a message in parts, with other messages between them: its long values.</summary>
internal interface IMessageContinuation
{
    /// <summary>How many bytes the other side holds of the message and all its parts, until the last has come.</summary>
    long HeldLength { get; }

    /// <summary>The next part; null after the last.</summary>
    OutgoingMessage? Next();
}
