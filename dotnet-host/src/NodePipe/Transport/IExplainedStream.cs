namespace NodePipe.Transport;

/// <summary>A stream of which more is known than its bytes: how they are read fastest, and why no more of them come.</summary>
internal interface IExplainedStream
{
    /// <summary>The same bytes as a source that hands them on. It takes the place of the stream.</summary>
    ByteSource OpenSource();

    /// <summary>Finds out why the stream has ended. Asked once it has, and the other side need not wait for this one any more.</summary>
    Task<Exception> ExplainEndAsync();
}
