using System.Text.Json;
using NodePipe.Errors;
using NodePipe.Framing;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc;

/// <summary>Gives each message that came to the room that it is for. Runs on the reader, so it never waits.</summary>
internal sealed class MessageDispatcher(RpcConnection connection, LongValueAssembler longValues)
{
    private readonly NotificationDispatcher _notifications = new(connection, longValues);
    private bool _hasUnclaimedInBatch;

    public void Dispatch(IncomingMessage message)
    {
        ReadOnlySpan<byte> line = message.Line.Span;
        if (message.IsChunk)
        {
            DispatchWhole(longValues.Add());
        }
        else if (Envelope.TryReadPlainResult(line, out long id, out ReadOnlySpan<byte> result)
            && connection.PendingCalls.Find(id) is PendingCall call
            && System.Text.Unicode.Utf8.IsValid(result)
            && call.TrySucceed(result, isChecked: false))
        {
            connection.PendingCalls.Take(id);
        }
        else if (message.IsMessage)
        {
            DispatchParsed(message, null, isWhole: false);
        }
        else
        {
            DispatchText(line);
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
        if (connection.Options.OnText is Action<string> onText)
        {
            connection.HandOn(onText, line);
        }
        else
        {
            connection.AnswerError(MessageId.Null, ErrorCodes.ParseError, "Parse error", null);
        }
    }

    private void DispatchParsed(IncomingMessage message, Batch? batch, bool isWhole)
    {
        Envelope envelope = System.Text.Unicode.Utf8.IsValid(message.Line.Span) ? Envelope.Parse(message.Line.Span) : default;
        bool hasLongValues = envelope.LongValues.Length > 0;
        if (hasLongValues && !isWhole)
        {
            Hold(message, envelope);
            return;
        }

        switch (envelope.Kind)
        {
            case EnvelopeKind.Malformed:
                FailCall(Envelope.TryReadPlainResult(message.Line.Span, out long answered, out _) ? answered : null);
                connection.AnswerError(MessageId.Null, ErrorCodes.ParseError, "Parse error", batch);
                break;
            case EnvelopeKind.Invalid:
                // A result that is undefined in JavaScript leaves no member at all.
                bool isAnswer = envelope is { HasMethod: false, Params.Length: 0 };
                FailCall(isAnswer ? envelope.Id.AsInteger : null);

                // The id is one of this side's: to the other it would name a call of its own.
                connection.AnswerError(isAnswer ? MessageId.Null : envelope.Id, ErrorCodes.InvalidRequest, "Invalid Request", batch);
                break;
            case EnvelopeKind.Request when hasLongValues && _notifications.HeldCalls.Take(envelope.Id):
                connection.ScopeOf(message, envelope, null)?.RefuseRest();
                connection.AnswerError(envelope.Id, ErrorCodes.Cancelled, "The call was cancelled.", batch);
                break;
            case EnvelopeKind.Request:
                StartCall(message, envelope, envelope.Id, batch);
                break;
            case EnvelopeKind.Notification:
                DispatchNotification(message, envelope);
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
            _notifications.HeldCalls.Add(envelope.Id);
        }

        DispatchWhole(whole);
    }

    /// <summary>What was meant as the answer to a call and is none: fails that call, for no other answer will come.</summary>
    private void FailCall(long? id)
    {
        if (id is long answered && connection.PendingCalls.Take(answered) is PendingCall call)
        {
            call.Fail(new NodeProtocolException(
                $"The answer to '{call.Method}' is no response of JSON-RPC 2.0, which has \"jsonrpc\":\"2.0\" and either a result or an error."));
        }
    }

    private void DispatchBatch(ReadOnlyMemory<byte> line)
    {
        Batch batch = new(connection.Writer);
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
                connection.AnswerError(MessageId.Null, ErrorCodes.InvalidRequest, "Invalid Request", batch);
            }
        }

        if (count == 0)
        {
            connection.AnswerError(MessageId.Null, ErrorCodes.InvalidRequest, "Invalid Request", null);
        }

        batch.Complete();
        if (_hasUnclaimedInBatch)
        {
            HandOnUnclaimed(line.Span);
        }
    }

    private void HandOnUnclaimed(ReadOnlySpan<byte> line)
    {
        if (connection.Options.OnUnclaimedAnswer is Action<string> listener)
        {
            connection.HandOn(listener, line);
        }
    }

    private void StartCall(IncomingMessage message, in Envelope envelope, MessageId? id, Batch? batch)
    {
        string method = envelope.Method!;
        (Handler? handler, Arguments arguments) = method == RemoteFunction.Method
            ? FindCallback(message, envelope)
            : (connection.Handlers.GetValueOrDefault(method), ReadArguments(message, envelope));

        if (arguments.Scope?.FaultOf(envelope.Params) is string fault)
        {
            AnswerUnlessNotified(id, ErrorCodes.InvalidParams, fault, batch);
            return;
        }

        if (handler is null)
        {
            arguments.Scope?.RefuseRest();
            AnswerUnlessNotified(id, ErrorCodes.MethodNotFound, "Method not found", batch);
            return;
        }

        IncomingCall call = new(connection, id, handler, arguments)
        {
            TraceParent = envelope.TraceParent,
            TraceState = envelope.TraceState,
            WantsProgress = envelope.WantsProgress,
            Batch = batch,
        };
        if (!connection.IncomingCalls.TryAdd(call))
        {
            arguments.Scope?.RefuseRest();
            AnswerUnlessNotified(id, ErrorCodes.TooManyRequests, "Too many requests are open; await some of them first", batch);
        }
        else if (method == Hello.Method)
        {
            // Here and now: how the messages behind it are answered depends on it.
            ((IThreadPoolWorkItem)call).Execute();
        }
        else
        {
            connection.IncomingCalls.Start(call);
        }
    }

    private void AnswerUnlessNotified(MessageId? id, int code, string text, Batch? batch)
    {
        if (id is MessageId answered)
        {
            connection.AnswerError(answered, code, text, batch);
        }
    }

    /// <summary>The parameters outlive the line: the handler reads them on the thread pool.</summary>
    private Arguments ReadArguments(IncomingMessage message, in Envelope envelope) =>
        new(envelope.Params.ToArray(), connection.ScopeOf(message, envelope, null));

    private (Handler?, Arguments) FindCallback(IncomingMessage message, in Envelope envelope)
    {
        if (envelope.Params.Length == 0)
        {
            return (null, ReadArguments(message, envelope));
        }

        Utf8JsonReader reader = new(envelope.Params, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        long number = 0;
        if (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            reader.TryGetInt64(out number);
        }

        reader.Read();
        int start = (int)reader.TokenStartIndex;
        bool hasArguments = reader.TokenType == JsonTokenType.StartArray;
        reader.Skip();
        byte[] json = hasArguments ? envelope.Params[start..(int)reader.BytesConsumed].ToArray() : [];
        return (connection.Callbacks.Find(number), new Arguments(json, connection.ScopeOf(message, envelope, null)));
    }

    private void DispatchNotification(IncomingMessage message, in Envelope envelope)
    {
        if (envelope.Method is not ['$', '/', ..] || envelope.Method == RemoteFunction.Method)
        {
            StartCall(message, envelope, null, null);
        }
        else
        {
            DispatchWhole(_notifications.Dispatch(message, envelope));
        }
    }

    private void Settle(IncomingMessage message, in Envelope envelope, Batch? batch)
    {
        PendingCall? call = envelope.Id.AsInteger is long id ? connection.PendingCalls.Take(id) : null;
        if (call is null && batch is null)
        {
            HandOnUnclaimed(message.Line.Span);
        }
        else if (call is null)
        {
            _hasUnclaimedInBatch = true;
        }

        DecodingScope? scope = connection.ScopeOf(message, envelope, call?.Scope);
        scope?.Enter();
        try
        {
            if (envelope.Error.Length > 0)
            {
                call?.Fail(ErrorCodec.Decode(envelope.Error, $"The call '{call.Method}'"));
            }
            else if (scope?.FaultOf(envelope.Result) is string fault)
            {
                call?.Fail(new NodePipeException($"The result of '{call.Method}' cannot be read: {fault}"));
            }
            else
            {
                call?.TrySucceed(envelope.Result, isChecked: true);
            }
        }
        finally
        {
            DecodingScope.Exit();
            scope?.RefuseRest();
            message.ReturnAttachments();
        }
    }
}
