namespace NodePipe.Rpc.Values;

/// <summary>A value that the wire cannot carry; the message names its path.</summary>
internal sealed class UnsendableValueException(string message, Exception? innerException = null)
    : ArgumentException(message, innerException);
