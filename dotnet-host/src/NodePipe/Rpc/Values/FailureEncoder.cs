using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc.Values;

/// <summary>What goes wrong in the user's code, as the error that the other side is told.</summary>
/// <param name="encoder">By which the data of an error is written.</param>
/// <param name="withStacks">Whether an exception tells its stack.</param>
internal sealed class FailureEncoder(ValueEncoder encoder, bool withStacks)
{
    private static readonly ValuePlace Data = new("error.data", "data of the error", 1);

    public RpcError Encode(Exception failure) => failure switch
    {
        UnsendableValueException => new RpcError(RpcErrorCodes.InternalError, failure.Message),
        RpcException chosen => Encode(chosen),
        AggregateException { InnerExceptions: [RpcException chosen] } => Encode(chosen),
        _ => ErrorCodec.Encode(failure, withStacks),
    };

    private RpcError Encode(RpcException chosen) =>
        new(chosen.RpcErrorCode, chosen.Message) { RawData = chosen.ErrorData is null ? null : WriteIfPossible(chosen.ErrorData) };

    /// <summary>The data as JSON; null where it cannot be written, since its error must arrive.</summary>
    private byte[]? WriteIfPossible(object data)
    {
        OutgoingMessage message = MessagePool.Rent();
        try
        {
            encoder.Complete(message, Data, writer => encoder.Serializer.Write(writer, data), " "u8, announcesNothing: true);
        }
#pragma warning disable CA1031 // The data is the user's, and whatever is wrong with it is not the reader's to wait for.
        catch
#pragma warning restore CA1031
        {
            // The message is back in the pool.
            return null;
        }

        // Without the end, which cannot be empty.
        byte[] json = message.Body.Span[..^1].ToArray();
        MessagePool.Return(message);
        return json;
    }
}
