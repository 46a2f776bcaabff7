namespace NodePipe;

/// <summary>
/// A value cannot be sent as it is; the message names the path to it. As an argument of a call it is an
/// <see cref="ArgumentException"/> before anything is sent, and can be caught as one.
/// </summary>
public sealed class UnsendableValueException : ArgumentException
{
    /// <summary>Creates the error with the path to the value and what is wrong with it.</summary>
    public UnsendableValueException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
