using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Rpc.Messages;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Calls;

/// <summary>Writes the messages of calls: requests, notifications, progress and results.</summary>
internal sealed class CallEncoder(ValueEncoder values)
{
    private static readonly ValuePlace Arguments = new("params", "arguments", 1);
    private static readonly ValuePlace CallbackArguments = new("params[1]", "arguments", 2);
    private static readonly ValuePlace ProgressValue = new("params[1]", "progress", 0);
    private static readonly ValuePlace ResultValue = new("result", "result", 0);

    private static ReadOnlySpan<byte> Begin => "{\"jsonrpc\":\"2.0\","u8;

    public OutgoingMessage Request(PendingCall call, CallArguments arguments, CallOptions? options)
    {
        OutgoingMessage message = BeginRequest(call, options);
        int start = message.Length;
        if (values.Serializer.WritesPrimitivesDirectly && arguments.Named is null && UnescapedJson.TryAppendArray(message, arguments))
        {
            message.Append("}"u8);
            if (message.Length <= values.Peer.MaxMessageLength)
            {
                return message;
            }

            // The long way says what is wrong.
            message.Truncate(start);
        }

        call.Lifetime = CompleteArguments(message, call.Method, arguments, call);
        return message;
    }

    public OutgoingMessage Notification(string method, CallArguments arguments)
    {
        OutgoingMessage message = MessagePool.Rent();
        message.Append(Begin);
        AppendMethod(message, method);
        CompleteArguments(message, method, arguments, null);
        return message;
    }

    public OutgoingMessage Progress(MessageId id, object? value)
    {
        OutgoingMessage message = MessagePool.Rent();
        message.Append("{\"jsonrpc\":\"2.0\",\"method\":\"$/progress\",\"params\":["u8);
        id.Append(message);
        message.Append(","u8);
        values.Complete(message, ProgressValue, writer => values.Serializer.Write(writer, value), "]}"u8);
        return message;
    }

    public OutgoingMessage Result(IncomingCall call, MessageId id, object? value, JsonTypeInfo? type)
    {
        OutgoingMessage message = MessagePool.Rent();
        message.Append(Begin);
        message.Append("\"id\":"u8);
        id.Append(message);
        message.Append(",\"result\":"u8);
        values.Complete(
            message,
            ResultValue,
            writer =>
            {
                WriteResult(writer, value, type);
                call.AnswerHolds(EncodingScope.Current.Streams);
            },
            announcesNothing: call.Batch is not null);
        return message;
    }

    /// <summary>Where the arguments are; those of a function of the other side come behind its number.</summary>
    private static ValuePlace PlaceOf(string method) => method == RemoteFunction.Method ? CallbackArguments : Arguments;

    private OutgoingMessage BeginRequest(PendingCall call, CallOptions? options)
    {
        OutgoingMessage message = MessagePool.Rent();
        message.Append(Begin);
        message.Append("\"id\":"u8);
        message.Append(call.Id);
        message.Append(","u8);
        if (!values.Peer.IsPlain)
        {
            AppendExtras(message, call, options);
        }

        AppendMethod(message, call.Method);
        return message;
    }

    private void AppendExtras(OutgoingMessage message, PendingCall call, CallOptions? options)
    {
        if (call.OnProgress is not null && values.Peer.Can(PeerFeatures.Progress))
        {
            message.Append("\"$progress\":true,"u8);
        }

        Activity? activity = Activity.Current;
        if ((options?.TraceParent ?? (activity?.IdFormat == ActivityIdFormat.W3C ? activity.Id : null)) is not string parent)
        {
            return;
        }

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

    private static void AppendMethod(OutgoingMessage message, string method)
    {
        message.Append("\"method\":"u8);
        AppendText(message, method);
        message.Append(",\"params\":"u8);
    }

    private static void AppendText(OutgoingMessage message, string text)
    {
        if (!UnescapedJson.TryAppendText(message, text))
        {
            Utf8JsonWriter writer = message.Json();
            writer.WriteStringValue(text);
            writer.Flush();
        }
    }

    /// <summary>A method of its own: its closure is not to be made where the short way does.</summary>
    private CallLifetime? CompleteArguments(OutgoingMessage message, string method, CallArguments arguments, PendingCall? call) =>
        values.Complete(message, PlaceOf(method), writer => WriteArguments(writer, arguments), call: call);

    private void WriteArguments(Utf8JsonWriter writer, CallArguments arguments)
    {
        if (arguments.Named is not null)
        {
            WriteNamed(writer, arguments.Named);
            return;
        }

        writer.WriteStartArray();
        for (int i = 0; i < arguments.Count; i++)
        {
            values.Serializer.Write(writer, arguments[i]);
        }

        writer.WriteEndArray();
    }

    private void WriteNamed(Utf8JsonWriter writer, IReadOnlyDictionary<string, object?> arguments)
    {
        writer.WriteStartObject();
        foreach ((string name, object? value) in arguments)
        {
            writer.WritePropertyName(name);
            values.Serializer.Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private void WriteResult(Utf8JsonWriter writer, object? value, JsonTypeInfo? type)
    {
        if (type is null)
        {
            values.Serializer.Write(writer, value);
        }
        else
        {
            JsonSerializer.Serialize(writer, value, type);
        }
    }
}
