using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc.Calls;

/// <summary>An answer that belongs to no call of a handler, counted until it is written.</summary>
internal sealed class CountedAnswer(ByteBudget budget, long bytes) : IPostCompletion
{
    PostState IPostCompletion.State { get; set; }

    public void OnWritten() => budget.Release(HeldKind.Answers, bytes);

    public void OnFailed(Exception error) => OnWritten();
}
