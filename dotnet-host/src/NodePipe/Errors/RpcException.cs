namespace NodePipe;

/// <summary>
/// Thrown by a handler, or by an async sequence that it returns, to answer with an error of its own choice: this code, this message and
/// this data, and nothing else. It has no other meaning, and no call of this side ends with it: that is a <see cref="NodeCallException"/>.
/// </summary>
public sealed class RpcException : Exception
{
    /// <summary>Creates the error as the caller is to see it.</summary>
    /// <param name="code">
    /// The code of the JSON-RPC error object. The range from -32768 to -32000 has meanings of its own: take another for yours.
    /// </param>
    /// <param name="message">What went wrong, for the caller.</param>
    /// <param name="data">
    /// Details, as any value that the serializer knows; what cannot be sent, as a stream or a function, is left out with all of them.
    /// Default: none.
    /// </param>
    public RpcException(int code, string message, object? data = null)
        : base(message)
    {
        RpcErrorCode = code;
        ErrorData = data;
    }

    /// <summary>The code of the JSON-RPC error object.</summary>
    public int RpcErrorCode { get; }

    /// <summary>What stands as <c>data</c> in the error object; null for nothing.</summary>
    public object? ErrorData { get; }
}
