namespace NodePipe.Rpc.Messages;

/// <summary>The messages of the protocol itself that hold nothing but numbers.</summary>
internal static class OwnMessage
{
    /// <summary>A notification whose parameters are numbers.</summary>
    public static OutgoingMessage Notification(ReadOnlySpan<byte> method, params ReadOnlySpan<long> numbers)
    {
        OutgoingMessage message = MessagePool.Rent();
        message.Append("{\"jsonrpc\":\"2.0\",\"method\":\""u8);
        message.Append(method);
        message.Append("\",\"params\":["u8);
        for (int i = 0; i < numbers.Length; i++)
        {
            message.Append(i == 0 ? [] : ","u8);
            message.Append(numbers[i]);
        }

        message.Append("]}\n"u8);
        return message;
    }

    public static OutgoingMessage CancelRequest(long id)
    {
        OutgoingMessage message = MessagePool.Rent();
        message.Append("{\"jsonrpc\":\"2.0\",\"method\":\"$/cancelRequest\",\"params\":{\"id\":"u8);
        message.Append(id);
        message.Append("}}\n"u8);
        return message;
    }
}
