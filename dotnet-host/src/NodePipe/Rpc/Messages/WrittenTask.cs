namespace NodePipe.Rpc.Messages;

/// <summary>A posted message as a task, which completes when it is written.</summary>
internal sealed class WrittenTask() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), IPostCompletion
{
    PostState IPostCompletion.State { get; set; }

    public void OnWritten() => TrySetResult();

    public void OnFailed(Exception error) => TrySetException(error);
}
