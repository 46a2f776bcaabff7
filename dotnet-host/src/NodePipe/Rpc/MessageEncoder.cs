using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Framing;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc;

/// <summary>Writes messages straight into outgoing buffers. What cannot be carried is an error that names its path.</summary>
internal sealed class MessageEncoder(RpcConnection connection)
{
    /// <summary>Where the arguments are; those of a function of the other side come behind its number.</summary>
    private static Place ArgumentsOf(string method) =>
        method == RemoteFunction.Method ? new("params[1]", "arguments", 2) : new("params", "arguments", 1);

    private static ReadOnlySpan<byte> Begin => "{\"jsonrpc\":\"2.0\","u8;

    public OutgoingMessage Request(PendingCall call, IReadOnlyList<object?> arguments, CallOptions? options)
    {
        OutgoingMessage message = BeginRequest(call, options);
        int start = message.Line.Length;
        if (connection.Values.WritesPrimitivesPlainly && PlainJson.TryAppendArray(message, arguments))
        {
            message.Append("}\n"u8);
            if (message.LineLength <= connection.Peer.MaxMessageLength)
            {
                return message;
            }

            // The long way says what is wrong.
            message.Truncate(start);
        }

        return CompletePositional(message, call, call.Method, arguments);
    }

    public OutgoingMessage Request(PendingCall call, IReadOnlyDictionary<string, object?> arguments, CallOptions? options)
    {
        OutgoingMessage message = BeginRequest(call, options);
        return Complete(message, call, writer => WriteNamed(writer, arguments), ArgumentsOf(call.Method));
    }

    public OutgoingMessage Notification(string method, IReadOnlyList<object?> arguments)
    {
        OutgoingMessage message = OutgoingMessage.Rent();
        message.Append(Begin);
        AppendMethod(message, method);
        return CompletePositional(message, null, method, arguments);
    }

    public OutgoingMessage Progress(MessageId id, object? value)
    {
        OutgoingMessage message = OutgoingMessage.Rent();
        message.Append("{\"jsonrpc\":\"2.0\",\"method\":\"$/progress\",\"params\":["u8);
        id.Append(message);
        message.Append(","u8);
        return Complete(message, null, writer => connection.Values.Write(writer, value), new Place("params[1]", "progress", 0), "]}\n"u8);
    }

    public OutgoingMessage Result(IncomingCall call, MessageId id, object? value, JsonTypeInfo? type)
    {
        OutgoingMessage message = OutgoingMessage.Rent();
        message.Append(Begin);
        message.Append("\"id\":"u8);
        id.Append(message);
        message.Append(",\"result\":"u8);
        return Complete(message, null, writer =>
        {
            WriteResult(writer, value, type);
            call.AnswerHolds(EncodingScope.Current.Streams);
        }, new Place("result", "result", 0), isPlain: call.Batch is not null);
    }

    /// <summary>The answer that the call failed; never longer than what the other side takes.</summary>
    public OutgoingMessage Error(MessageId id, RpcError error) => FittingError.Write(error, connection.Peer.MaxMessageLength, shown =>
    {
        OutgoingMessage message = OutgoingMessage.Rent();
        message.Append(Begin);
        message.Append("\"id\":"u8);
        id.Append(message);
        message.Append(",\"error\":"u8);
        return WithError(message, shown, "}\n"u8);
    });

    /// <summary>The end of a stream that failed; never longer than what the other side takes.</summary>
    public OutgoingMessage StreamEnd(long stream, RpcError error) => FittingError.Write(error, connection.Peer.MaxMessageLength, shown =>
    {
        OutgoingMessage message = OutgoingMessage.Rent();
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
            message.Return();
            throw;
        }
    }

    private OutgoingMessage BeginRequest(PendingCall call, CallOptions? options)
    {
        OutgoingMessage message = OutgoingMessage.Rent();
        message.Append(Begin);
        message.Append("\"id\":"u8);
        message.Append(call.Id);
        message.Append(","u8);
        if (!connection.Peer.IsPlain)
        {
            AppendExtras(message, call, options);
        }

        AppendMethod(message, call.Method);
        return message;
    }

    private void AppendExtras(OutgoingMessage message, PendingCall call, CallOptions? options)
    {
        if (call.OnProgress is not null && connection.Peer.Can(PeerFeatures.Progress))
        {
            message.Append("\"$progress\":true,"u8);
        }

        Activity? activity = Activity.Current;
        if ((options?.TraceParent ?? (activity?.IdFormat == ActivityIdFormat.W3C ? activity.Id : null)) is string parent)
        {
            message.Append("\"traceparent\":"u8);
            AppendText(message, parent);
            message.Append(","u8);
            if ((options?.TraceState ?? activity?.TraceStateString) is string state)
            {
                message.Append("\"tracestate\":"u8);
                AppendText(message, state);
                message.Append(","u8);
            }
        }
    }

    private static void AppendMethod(OutgoingMessage message, string method)
    {
        message.Append("\"method\":"u8);
        AppendText(message, method);
        message.Append(",\"params\":"u8);
    }

    private static void AppendText(OutgoingMessage message, string text)
    {
        if (!PlainJson.TryAppendText(message, text))
        {
            Utf8JsonWriter writer = message.Json();
            writer.WriteStringValue(text);
            writer.Flush();
        }
    }

    private OutgoingMessage CompletePositional(OutgoingMessage message, PendingCall? call, string method, IReadOnlyList<object?> arguments) =>
        Complete(message, call, writer => WritePositional(writer, arguments), ArgumentsOf(method));

    /// <param name="message">The message up to its parameters or its result.</param>
    /// <param name="call">The call that it makes; null for other messages.</param>
    /// <param name="writeValue">Writes the rest.</param>
    /// <param name="root">What is written, by its path in the message and by the name that its sender knows.</param>
    /// <param name="end">What closes the message. Default: its brace.</param>
    /// <param name="isPlain">Whether it can announce nothing, as an answer within a batch. Default: no.</param>
    private OutgoingMessage Complete(
        OutgoingMessage message, PendingCall? call, Action<Utf8JsonWriter> writeValue,
        Place root, ReadOnlySpan<byte> end = default, bool isPlain = false)
    {
        EncodingScope scope = EncodingScope.Enter(connection, message, root.Wrappers, isPlain);
        scope.Order = call?.Order;
        Utf8JsonWriter writer = message.Json(scope.DeepestLevel);
        try
        {
            writeValue(writer);
            scope.ThrowIfFailed();
            writer.Flush();
            message.Append(end.Length == 0 ? "}\n"u8 : end);
            scope.Announce();
            ThrowIfTooLong(Math.Max(message.LineLength, scope.LongLength));
            if (call is null)
            {
                scope.ThrowIfFunctions();
            }
            else
            {
                call.Scope = scope.TakeCallScope();
                call.Order = scope.Order;
            }

            return message;
        }
        catch (Exception error)
        {
            scope.TakeCallScope()?.ReleaseAll();
            WriteFault fault = scope.Fail(error, writer);
            message.Return();
            if (fault.IsOfValue)
            {
                throw Unsendable(root, fault);
            }

            throw;
        }
        finally
        {
            scope.Leave();
        }
    }

    private void WritePositional(Utf8JsonWriter writer, IReadOnlyList<object?> arguments)
    {
        writer.WriteStartArray();
        for (int i = 0; i < arguments.Count; i++)
        {
            connection.Values.Write(writer, arguments[i]);
        }

        writer.WriteEndArray();
    }

    private void WriteNamed(Utf8JsonWriter writer, IReadOnlyDictionary<string, object?> arguments)
    {
        writer.WriteStartObject();
        foreach ((string name, object? value) in arguments)
        {
            writer.WritePropertyName(name);
            connection.Values.Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private void WriteResult(Utf8JsonWriter writer, object? value, JsonTypeInfo? type)
    {
        if (type is null)
        {
            connection.Values.Write(writer, value);
        }
        else
        {
            JsonSerializer.Serialize(writer, value, type);
        }
    }

    private static UnsendableValueException Unsendable(Place root, WriteFault fault)
    {
        (Exception error, string path) = fault;
        string place = path.StartsWith(root.Written, StringComparison.Ordinal) ? root.Known + path[root.Written.Length..] : root.Known;
        // Our own messages go on from the path; those of the serializer are sentences.
        string separator = char.IsLower(error.Message[0]) ? " " : ": ";
        return new UnsendableValueException(place + separator + error.Message, error);
    }

    /// <summary>The fault of an item of a stream.</summary>
    public static UnsendableValueException UnsendableItem(WriteFault fault) => Unsendable(new Place("params[1]", "items", 0), fault);

    public void ThrowIfTooLong(long length)
    {
        if (length > connection.Peer.MaxMessageLength)
        {
            throw new UnsendableValueException(
                $"The message is {length} bytes long, and the other side accepts {connection.Peer.MaxMessageLength}. Send less at once, or raise its limit.");
        }
    }

    /// <summary>What is written, by its path in the message, by the name that its sender knows, and in how many levels.</summary>
    private readonly record struct Place(string Written, string Known, int Wrappers);
}
