namespace NodePipe.Rpc.Messages;

/// <summary>
/// Errors that can be sent, whatever they hold, and that the other side can take, whatever its limit: one whose details
/// cannot be written, or that is too long, loses them, then the end of its text. An error that is not sent would leave its
/// reader waiting.
/// </summary>
internal static class TruncatedError
{
    /// <param name="error">The error.</param>
    /// <param name="limit">The longest message that the other side takes, in bytes.</param>
    /// <param name="write">Writes the message that holds the error.</param>
    public static OutgoingMessage Write(RpcError error, long limit, Func<RpcError, OutgoingMessage> write)
    {
        OutgoingMessage whole = WriteWithDetailsIfPossible(error, write);
        if (whole.LineLength <= limit)
        {
            return whole;
        }

        MessagePool.Return(whole);
        int fits = 0;
        int tooLong = (int)Math.Min(error.Message.Length, limit) + 1;
        while (tooLong - fits > 1)
        {
            int middle = fits + ((tooLong - fits) / 2);
            OutgoingMessage tried = write(Cut(error, middle));
            (fits, tooLong) = tried.LineLength <= limit ? (middle, tooLong) : (fits, middle);
            MessagePool.Return(tried);
        }

        return write(Cut(error, fits));
    }

    private static OutgoingMessage WriteWithDetailsIfPossible(RpcError error, Func<RpcError, OutgoingMessage> write)
    {
        try
        {
            return write(error);
        }
#pragma warning disable CA1031 // The details are the user's, and whatever is wrong with them is not the reader's to wait for.
        catch (Exception) when (error.Data is not null)
#pragma warning restore CA1031
        {
            return write(error with { Data = null });
        }
    }

    private static RpcError Cut(RpcError error, int length)
    {
        bool splitsPair = length > 0 && length < error.Message.Length && char.IsHighSurrogate(error.Message[length - 1]);
        return new RpcError(error.Code, error.Message[..(splitsPair ? length - 1 : length)]);
    }
}
