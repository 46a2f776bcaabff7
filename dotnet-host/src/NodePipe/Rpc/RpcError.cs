namespace NodePipe.Rpc;

/// <summary>What stands under <c>error</c> in an answer.</summary>
internal sealed record RpcError(int Code, string Message, ErrorData? Data = null);

/// <summary>What an answer tells about an exception.</summary>
internal sealed record ErrorData(
    string? Name, string? Message, string? Stack, string? Code, ErrorData? Cause, string? Type);

/// <summary>A value that the wire cannot carry; the message names its path.</summary>
internal sealed class UnsendableValueException(string message, Exception? innerException = null)
    : ArgumentException(message, innerException);
