namespace NodePipe.Rpc.Messages;

/// <summary>Messages that are used again, one for each thread: most are written by the thread that has encoded them.</summary>
internal static class MessagePool
{
    [ThreadStatic]
    private static OutgoingMessage? _spare;

    public static OutgoingMessage Rent()
    {
        OutgoingMessage message = _spare ?? new OutgoingMessage();
        _spare = null;
        return message;
    }

    /// <summary>Takes the buffers back. The message must not be used any more.</summary>
    public static void Return(OutgoingMessage message)
    {
        message.Clear();
        if (_spare is null && message.IsWorthKeeping)
        {
            _spare = message;
        }
        else
        {
            message.ReturnBuffer();
        }
    }
}
