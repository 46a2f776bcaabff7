namespace NodePipe;

/// <summary>The call reached the other side, and failed there.</summary>
public sealed class NodeCallException : NodePipeException
{
    /// <summary>Creates the error from what the other side said.</summary>
    public NodeCallException(string message, int errorCode, NodeErrorDetails? details = null, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorCode = errorCode;
        Details = details ?? new NodeErrorDetails();
    }

    /// <summary>The JSON-RPC error code: -32000 where the function threw, -32601 where there is no such function.</summary>
    public int ErrorCode { get; }

    /// <summary>What the other side told about the error.</summary>
    public NodeErrorDetails Details { get; }

    /// <summary>The JavaScript class of the error, such as <c>TypeError</c>; null where something else was thrown.</summary>
    public string? Name => Details.Name;

    /// <summary>The JavaScript stack, as text; null where none came.</summary>
    public string? RemoteStack => Details.Stack;

    /// <summary>The <c>code</c> property of the JavaScript error, such as <c>ENOENT</c>; null where it has none.</summary>
    public string? Code => Details.Code;

    /// <inheritdoc/>
    public override string ToString() =>
        RemoteStack is null ? base.ToString() : $"{base.ToString()}{Environment.NewLine}--- JavaScript stack ---{Environment.NewLine}{RemoteStack}";
}
