using System.Text.Json;

namespace NodePipe.Rpc.Messages;

/// <summary>Messages that tell an error; never longer than what the other side takes.</summary>
internal sealed class ErrorMessages(Peer peer)
{
    /// <summary>The answer that a request failed.</summary>
    public OutgoingMessage Answer(MessageId id, RpcError error) => TruncatedError.Write(error, peer.MaxMessageLength, shown =>
    {
        OutgoingMessage message = MessagePool.Rent();
        message.Append("{\"jsonrpc\":\"2.0\",\"id\":"u8);
        id.Append(message);
        message.Append(",\"error\":"u8);
        return WithError(message, shown, "}\n"u8);
    });

    /// <summary>The end of a stream that failed.</summary>
    public OutgoingMessage StreamEnd(long stream, RpcError error) => TruncatedError.Write(error, peer.MaxMessageLength, shown =>
    {
        OutgoingMessage message = MessagePool.Rent();
        message.Append("{\"jsonrpc\":\"2.0\",\"method\":\"$/stream/end\",\"params\":["u8);
        message.Append(stream);
        message.Append(","u8);
        return WithError(message, shown, "]}\n"u8);
    });

    private static OutgoingMessage WithError(OutgoingMessage message, RpcError error, ReadOnlySpan<byte> end)
    {
        try
        {
            Utf8JsonWriter writer = message.Json();
            ErrorCodec.Write(writer, error);
            writer.Flush();
            message.Append(end);
            return message;
        }
        catch
        {
            MessagePool.Return(message);
            throw;
        }
    }
}
