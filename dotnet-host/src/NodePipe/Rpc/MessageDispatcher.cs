using System.Text;
using System.Text.Json;
using NodePipe.Framing;
using NodePipe.Rpc.Calls;
using NodePipe.Rpc.Messages;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc;

/// <summary>Gives each message that came to the room that it is for. Runs on the reader, so it never waits.</summary>
/// <param name="longValues">Puts messages together whose long values follow.</param>
/// <param name="announced">Requests that are not whole yet.</param>
/// <param name="answers">Takes what answers calls of this side.</param>
/// <param name="requests">Takes what calls this side.</param>
/// <param name="notifications">Takes the connection's own notifications.</param>
/// <param name="errors">Answers what is nothing of that.</param>
/// <param name="texts">Hands lines to their listeners.</param>
/// <param name="options">Who listens.</param>
internal sealed class MessageDispatcher(
    LongValueAssembler longValues, AnnouncedRequests announced, IncomingAnswers answers, IncomingRequests requests,
    NotificationDispatcher notifications, Answers errors, TextListeners texts, RpcOptions options)
{
    // How much of a line a log shows.
    private const int LoggedLength = 100;

    private bool _hasUnclaimedInBatch;
    private bool _hasToldOfText;

    public void Dispatch(IncomingMessage message)
    {
        if (message.IsChunk)
        {
            DispatchWhole(longValues.Add());
        }
        else if (answers.TrySettle(message.Line.Span))
        {
            // The most frequent message of all.
        }
        else if (message.IsMessage)
        {
            DispatchParsed(message, null, isWhole: false);
        }
        else
        {
            DispatchText(message.Line.Span);
        }
    }

    /// <summary>Dispatches a message whose long values have all come.</summary>
    private void DispatchWhole(IncomingMessage? message)
    {
        if (message is IncomingMessage whole)
        {
            DispatchParsed(whole, null, isWhole: true);
        }
    }

    private void DispatchText(ReadOnlySpan<byte> line)
    {
        if (options.OnText is Action<string> onText)
        {
            texts.HandOn(onText, line);
            return;
        }

        if (!_hasToldOfText)
        {
            _hasToldOfText = true;
            CallLog.NoMessage(options.Logger, Encoding.UTF8.GetString(line[..Math.Min(line.Length, LoggedLength)]));
        }

        answers.FailTorn(line);
        errors.PostError(MessageId.Null, RpcErrorCodes.ParseError, "Parse error");
    }

    private void DispatchParsed(IncomingMessage message, Batch? batch, bool isWhole)
    {
        Envelope envelope = System.Text.Unicode.Utf8.IsValid(message.Line.Span) ? Envelope.Parse(message.Line.Span) : default;
        if (envelope.LongValues.Length > 0 && !isWhole)
        {
            Hold(message, envelope);
            return;
        }

        switch (envelope.Kind)
        {
            case EnvelopeKind.Malformed:
                answers.Fail(Envelope.TryReadUsualResult(message.Line.Span, out long answered, out _) ? answered : null);
                answers.FailTorn(message.Line.Span);
                errors.PostError(MessageId.Null, RpcErrorCodes.ParseError, "Parse error", batch);
                break;
            case EnvelopeKind.Invalid:
                RefuseInvalid(envelope, batch);
                break;
            case EnvelopeKind.Request when envelope.LongValues.Length > 0 && announced.Take(envelope.Id):
                requests.RefuseCancelled(message, envelope, batch);
                break;
            case EnvelopeKind.Request:
                requests.Start(message, envelope, envelope.Id, batch);
                break;
            case EnvelopeKind.Notification when IncomingRequests.IsCall(envelope.Method):
                requests.Start(message, envelope, null, null);
                batch?.Complete();
                break;
            case EnvelopeKind.Notification:
                DispatchWhole(notifications.Dispatch(message, envelope));
                batch?.Complete();
                break;
            case EnvelopeKind.Response:
                Settle(message, envelope, batch);
                batch?.Complete();
                break;
            case EnvelopeKind.Batch:
                DispatchBatch(message.Line);
                break;
        }
    }

    /// <summary>
    /// Waits for the long values. The message comes when the last of them does (docs/protocol.md, section 6), and that is
    /// its place in the order in which calls are started.
    /// </summary>
    private void Hold(IncomingMessage message, in Envelope envelope)
    {
        IncomingMessage? whole = longValues.Hold(message, envelope.LongValues);
        if (whole is null && envelope.Kind == EnvelopeKind.Request)
        {
            announced.Add(envelope.Id);
        }

        DispatchWhole(whole);
    }

    private void RefuseInvalid(in Envelope envelope, Batch? batch)
    {
        // A result that is undefined in JavaScript leaves no member at all.
        bool isAnswer = envelope is { HasMethod: false, Params.Length: 0 };
        answers.Fail(isAnswer ? envelope.Id.AsInteger : null);

        // The id is one of this side's: to the other it would name a call of its own.
        errors.PostError(isAnswer ? MessageId.Null : envelope.Id, RpcErrorCodes.InvalidRequest, "Invalid Request", batch);
    }

    private void DispatchBatch(ReadOnlyMemory<byte> line)
    {
        Batch batch = errors.BeginBatch();
        _hasUnclaimedInBatch = false;
        int count = 0;
        Utf8JsonReader reader = new(line.Span, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            bool isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            count++;
            batch.Expect();
            if (isObject)
            {
                DispatchParsed(new IncomingMessage(line[start..(int)reader.BytesConsumed], []), batch, isWhole: true);
            }
            else
            {
                errors.PostError(MessageId.Null, RpcErrorCodes.InvalidRequest, "Invalid Request", batch);
            }
        }

        if (count == 0)
        {
            errors.PostError(MessageId.Null, RpcErrorCodes.InvalidRequest, "Invalid Request");
        }

        batch.Complete();
        if (_hasUnclaimedInBatch)
        {
            HandOnUnclaimed(line.Span);
        }
    }

    private void Settle(IncomingMessage message, in Envelope envelope, Batch? batch)
    {
        if (answers.Settle(message, envelope))
        {
            return;
        }

        if (envelope.Error.Length > 0 && envelope.Id.IsNull)
        {
            CallLog.PeerComplains(options.Logger, Encoding.UTF8.GetString(envelope.Error[..Math.Min(envelope.Error.Length, LoggedLength)]));
        }

        if (batch is null)
        {
            HandOnUnclaimed(message.Line.Span);
        }
        else
        {
            _hasUnclaimedInBatch = true;
        }
    }

    private void HandOnUnclaimed(ReadOnlySpan<byte> line)
    {
        if (options.OnUnclaimedAnswer is Action<string> listener)
        {
            texts.HandOn(listener, line);
        }
    }
}
