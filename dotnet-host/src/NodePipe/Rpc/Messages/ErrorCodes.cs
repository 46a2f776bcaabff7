namespace NodePipe.Rpc.Messages;

/// <summary>The codes of JSON-RPC 2.0, section 5.1, of the language server protocol (cancelled), and our own.</summary>
internal static class ErrorCodes
{
    public const int ParseError = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;
    public const int InternalError = -32603;
    public const int FunctionThrew = -32000;
    public const int TooManyRequests = -32001;
    public const int Cancelled = -32800;
}
