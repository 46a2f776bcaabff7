using System.Text.Json;
using NodePipe.Framing;
using NodePipe.Rpc.Calls;
using NodePipe.Rpc.Messages;
using NodePipe.Rpc.Streams;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc;

/// <summary>Takes the connection's own notifications, whose names begin with <c>$/</c>. Unknown ones are silence.</summary>
/// <param name="longValues">Takes the chunks.</param>
/// <param name="announced">Requests that are not whole yet, and may be cancelled.</param>
/// <param name="incomingCalls">Those that may be cancelled.</param>
/// <param name="pendingCalls">Those that progress is reported of.</param>
/// <param name="streams">Takes what streams are told.</param>
/// <param name="serializer">By which progress is read.</param>
internal sealed class NotificationDispatcher(
    LongValueAssembler longValues, AnnouncedRequests announced, IncomingCalls incomingCalls, PendingCalls pendingCalls,
    StreamDispatcher streams, ValueSerializer serializer)
{
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
            CallLog.BadNotification(pendingCalls.Logger, error, envelope.Method);
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
                streams.Pull(ref reader);
                break;
            case "$/stream/cancel":
                streams.Cancel(ref reader);
                break;
            case "$/stream/items":
                streams.AddItems(message, envelope, ref reader);
                break;
            case "$/stream/end":
                streams.End(envelope, ref reader);
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
                announced.Cancel(id);
                incomingCalls.Cancel(id);
                return;
            }

            reader.Skip();
            reader.Read();
        }
    }

    private void ReportProgress(IncomingMessage message, in Envelope envelope, ref Utf8JsonReader reader)
    {
        PendingCall? call = pendingCalls.Find(reader.GetInt64());
        DecodingScope? scope = streams.ScopeOf(message, envelope);
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        ReadOnlySpan<byte> value = envelope.Params[start..(int)reader.BytesConsumed];
        scope?.Enter();
        try
        {
            call?.ReportProgress(JsonSerializer.Deserialize(value, serializer.Resolve<JsonElement>()));
        }
        finally
        {
            DecodingScope.Exit(scope, message);
        }
    }
}
