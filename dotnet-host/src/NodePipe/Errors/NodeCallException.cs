using System.Text.Json;

namespace NodePipe;

/// <summary>The call reached the other side, and failed there.</summary>
public sealed class NodeCallException : NodePipeException
{
    /// <summary>Creates the error from what the other side said.</summary>
    /// <param name="message">What failed, for people.</param>
    /// <param name="rpcErrorCode">The JSON-RPC error code.</param>
    /// <param name="details">What the other side told besides. Default: nothing.</param>
    /// <param name="innerException">The cause, as the other side told it, or what kept this side from reading the error.</param>
    public NodeCallException(string message, int rpcErrorCode, NodeErrorDetails? details = null, Exception? innerException = null)
        : base(message, innerException)
    {
        RpcErrorCode = rpcErrorCode;
        Details = details ?? new NodeErrorDetails();
    }

    /// <summary>
    /// The JSON-RPC error code, one of <see cref="RpcErrorCodes"/> or of the other side's own:
    /// <see cref="RpcErrorCodes.FunctionThrew"/> where the function threw, <see cref="RpcErrorCodes.MethodNotFound"/> where there
    /// is no such function, <see cref="RpcErrorCodes.InvalidParams"/> where the arguments do not fit it.
    /// </summary>
    public int RpcErrorCode { get; }

    /// <summary>What the other side told about the error.</summary>
    public NodeErrorDetails Details { get; }

    /// <summary>
    /// The other side's own words, exactly as they came; <see cref="Exception.Message"/> may say more around them. Null where there
    /// were none.
    /// </summary>
    public string? RemoteMessage => Details.Message;

    /// <summary>The class of the error there, such as <c>TypeError</c>; null where something else was thrown, or none was told.</summary>
    public string? RemoteName => Details.Name;

    /// <summary>The stack there, as text; null where none came.</summary>
    public string? RemoteStack => Details.Stack;

    /// <summary>
    /// The <c>code</c> property of the error there, such as <c>ENOENT</c>, or the code of the JSON-RPC error object where that is no number
    /// that <see cref="RpcErrorCode"/> can hold; null where there is none.
    /// </summary>
    public string? RemoteCode => Details.Code;

    /// <summary>The <c>data</c> of the JSON-RPC error object, exactly as it came; null where there was none.</summary>
    public JsonElement? RemoteData => Details.Data;

    /// <inheritdoc/>
    public override string ToString() => RemoteStack is null ? base.ToString()
        : $"{base.ToString()}{Environment.NewLine}--- stack of the other side ---{Environment.NewLine}{RemoteStack}";
}
