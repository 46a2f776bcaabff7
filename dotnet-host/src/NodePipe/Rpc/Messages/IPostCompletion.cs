namespace NodePipe.Rpc.Messages;

/// <summary>
/// Who waits for a posted message to be written; by it the message is withdrawn. It waits for one message, and what it does
/// when told must not wait and must not run users' code.
/// </summary>
internal interface IPostCompletion
{
    /// <summary>Where the outbox has got to with the message. The outbox's to set, under its lock.</summary>
    PostState State { get; set; }

    /// <summary>All of it is written, with the long values that follow it.</summary>
    void OnWritten();

    /// <summary>It was not written, or not whole.</summary>
    void OnFailed(Exception error);
}

/// <summary>Where the outbox has got to with a message.</summary>
internal enum PostState
{
    NotPosted,
    Queued,
    Taken,
    Withdrawn,
}
