namespace NodePipe;

/// <summary>
/// The codes by which errors are told apart on the wire: those of <see href="https://www.jsonrpc.org/specification#error_object">JSON-RPC
/// 2.0, section 5.1</see>, that of the language server protocol for what was cancelled, and NodePipe's own.
/// </summary>
public static class RpcErrorCodes
{
    /// <summary>What came is no JSON.</summary>
    public const int ParseError = -32700;

    /// <summary>What came is JSON, but no message.</summary>
    public const int InvalidRequest = -32600;

    /// <summary>There is no function of this name.</summary>
    public const int MethodNotFound = -32601;

    /// <summary>The arguments do not fit the function.</summary>
    public const int InvalidParams = -32602;

    /// <summary>The result cannot be sent, or something else went wrong outside the function.</summary>
    public const int InternalError = -32603;

    /// <summary>The function threw.</summary>
    public const int FunctionThrew = -32000;

    /// <summary>Too many calls or streams are open.</summary>
    public const int TooManyRequests = -32001;

    /// <summary>The call was cancelled.</summary>
    public const int Cancelled = -32800;
}
