namespace NodePipe;

/// <summary>A process could not be started, or ended before it was ready.</summary>
public sealed class NodeStartException : NodePipeException
{
    /// <summary>Creates the error with what went wrong and what to do about it.</summary>
    public NodeStartException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
