using System.Text.Json;
using NodePipe.Framing;
using NodePipe.Rpc.Streams;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc;

/// <summary>Takes the connection's own notifications, whose names begin with <c>$/</c>. Unknown ones are silence.</summary>
internal sealed class NotificationDispatcher(RpcConnection connection, LongValueAssembler longValues)
{
    public HeldCalls HeldCalls { get; } = new();

    /// <summary>Takes one; the result is the message that it completes, or null.</summary>
    public IncomingMessage? Dispatch(IncomingMessage message, in Envelope envelope)
    {
        try
        {
            return Take(message, envelope);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            // A peer's slip in an answerless message is nobody's to see but the log's.
            connection.LogBadNotification(error, envelope.Method);
            return null;
        }
    }

    private IncomingMessage? Take(IncomingMessage message, in Envelope envelope)
    {
        Utf8JsonReader reader = new(envelope.Params, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        reader.Read();
        switch (envelope.Method)
        {
            case "$/cancelRequest":
                CancelCall(ref reader);
                break;
            case "$/progress":
                ReportProgress(message, envelope, ref reader);
                break;
            case "$/stream/pull":
                long pulled = reader.GetInt64();
                reader.Read();
                connection.OutgoingStreams.Pull(pulled, Credit(in reader));
                break;
            case "$/stream/cancel":
                connection.OutgoingStreams.Cancel(reader.GetInt64());
                break;
            case "$/stream/items":
                AddItems(message, envelope, ref reader);
                break;
            case "$/stream/end":
                EndStream(envelope, ref reader);
                break;
            case "$/chunk":
                return longValues.Add(envelope.Params, message.Attachments);
        }

        return null;
    }

    private void CancelCall(ref Utf8JsonReader reader)
    {
        while (reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isId = reader.ValueTextEquals("id"u8);
            reader.Read();
            if (isId && reader.TokenType is JsonTokenType.Number or JsonTokenType.String or JsonTokenType.Null)
            {
                MessageId id = MessageId.From(in reader);
                HeldCalls.Cancel(id);
                connection.IncomingCalls.Cancel(id);
                return;
            }

            reader.Skip();
            reader.Read();
        }
    }

    private static int Credit(scoped in Utf8JsonReader reader)
    {
        // More items than a stream will ever have, and room for more credit on top of it.
        const int Unlimited = int.MaxValue / 2;
        return (int)Math.Clamp(reader.GetDouble(), 0, Unlimited);
    }

    private void ReportProgress(IncomingMessage message, in Envelope envelope, ref Utf8JsonReader reader)
    {
        PendingCall? call = connection.PendingCalls.Find(reader.GetInt64());
        DecodingScope? scope = connection.ScopeOf(message, envelope, null);
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        ReadOnlySpan<byte> value = envelope.Params[start..(int)reader.BytesConsumed];
        scope?.Enter();
        try
        {
            call?.ReportProgress(JsonSerializer.Deserialize(value, connection.Values.Resolve<JsonElement>()));
        }
        finally
        {
            Finish(scope, message);
        }
    }

    private void AddItems(IncomingMessage message, in Envelope envelope, ref Utf8JsonReader reader)
    {
        connection.IncomingStreams.TryGet(reader.GetInt64(), out IncomingStream? stream);
        DecodingScope? scope = connection.ScopeOf(message, envelope, null);
        reader.Read();
        scope?.Enter();
        try
        {
            stream?.AddItems(envelope.Params, ref reader);
        }
        finally
        {
            Finish(scope, message);
        }
    }

    /// <summary>The values are read, or cannot be.</summary>
    private static void Finish(DecodingScope? scope, IncomingMessage message)
    {
        DecodingScope.Exit();
        scope?.RefuseRest();
        message.ReturnAttachments();
    }

    private void EndStream(in Envelope envelope, ref Utf8JsonReader reader)
    {
        if (!connection.IncomingStreams.TryGet(reader.GetInt64(), out IncomingStream? stream))
        {
            return;
        }

        Exception? error = null;
        if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            error = ErrorCodec.Decode(envelope.Params[start..(int)reader.BytesConsumed], "The stream");
        }

        stream!.End(error);
    }
}
