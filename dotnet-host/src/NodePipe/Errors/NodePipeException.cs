namespace NodePipe;

/// <summary>The base of every error that NodePipe itself raises.</summary>
/// <remarks>Bad arguments, cancellation and time-outs stay the base class library's own types.</remarks>
public class NodePipeException : Exception
{
    /// <summary>Creates the error with what went wrong and what to do about it.</summary>
    public NodePipeException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
