namespace NodePipe.Rpc.Messages;

/// <summary>A message in the outbox, and who waits for it.</summary>
internal readonly record struct Posted(OutgoingMessage Message, IPostCompletion? Completion)
{
    public bool IsWithdrawn => Completion?.State == PostState.Withdrawn;

    /// <summary>To be called under the outbox's lock.</summary>
    public void SetState(PostState state)
    {
        if (Completion is not null)
        {
            Completion.State = state;
        }
    }

    public void Complete(Exception? failure)
    {
        if (failure is null)
        {
            Completion?.OnWritten();
        }
        else
        {
            Completion?.OnFailed(failure);
        }
    }
}
