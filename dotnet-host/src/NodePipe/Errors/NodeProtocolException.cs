namespace NodePipe;

/// <summary>The other side broke a rule of the wire, and the connection is closed.</summary>
public sealed class NodeProtocolException : NodePipeException
{
    /// <summary>Creates the error with the rule that was broken.</summary>
    public NodeProtocolException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
