using System.Text.Json;
using NodePipe.Framing;
using NodePipe.Rpc.Messages;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Calls;

/// <summary>Makes calls of the requests and notifications that come, and starts them.</summary>
/// <param name="handlers">The functions that have a name.</param>
/// <param name="callbacks">Those in the arguments of open calls.</param>
/// <param name="calls">Where the calls are kept.</param>
/// <param name="streams">The other side's streams.</param>
/// <param name="peer">Who calls.</param>
internal sealed class IncomingRequests(Handlers handlers, Callbacks callbacks, IncomingCalls calls, IAnnouncedStreams streams, Peer peer)
{
    /// <summary>Whether messages of this method call a function of this side.</summary>
    public static bool IsCall(string? method) => method is not ['$', '/', ..] or RemoteFunction.Method;

    /// <summary>Starts the function that a message calls, or says why not.</summary>
    /// <param name="message">The message.</param>
    /// <param name="envelope">Its top level.</param>
    /// <param name="id">Its id; null for a notification.</param>
    /// <param name="batch">What it came in; null where it came alone.</param>
    public void Start(IncomingMessage message, in Envelope envelope, MessageId? id, Batch? batch)
    {
        string method = envelope.Method!;
        DecodingScope? scope = DecodingScope.Of(streams, message, envelope);
        (Handler? handler, Arguments arguments) = method == RemoteFunction.Method
            ? FindCallback(envelope, scope)
            : (handlers.Find(method), ReadArguments(envelope, scope));

        if (scope?.FaultOf(envelope.Params) is string fault)
        {
            AnswerUnlessNotified(id, RpcErrorCodes.InvalidParams, fault, batch);
            return;
        }

        if (handler is null)
        {
            scope?.RefuseRest();
            AnswerUnlessNotified(id, RpcErrorCodes.MethodNotFound, UnknownFunction.Describe(method, handlers, peer), batch);
            return;
        }

        IncomingCall call = new(calls, id, handler, arguments)
        {
            TraceParent = envelope.TraceParent,
            TraceState = envelope.TraceState,
            WantsProgress = envelope.WantsProgress,
            Batch = batch,
        };
        if (!calls.TryAdd(call))
        {
            scope?.RefuseRest();
            AnswerUnlessNotified(id, RpcErrorCodes.TooManyRequests, "Too many requests are open; await some of them first", batch);
        }
        else if (handler.IsImmediate)
        {
            call.Begin();
        }
        else
        {
            calls.Start(call);
        }
    }

    /// <summary>Refuses a request that was cancelled before all of it had come.</summary>
    public void RefuseCancelled(IncomingMessage message, in Envelope envelope, Batch? batch)
    {
        DecodingScope.Of(streams, message, envelope)?.RefuseRest();
        calls.Answers.PostError(envelope.Id, RpcErrorCodes.Cancelled, "The call was cancelled.", batch);
    }

    private void AnswerUnlessNotified(MessageId? id, int code, string text, Batch? batch)
    {
        if (id is MessageId answered)
        {
            calls.Answers.PostError(answered, code, text, batch);
        }
    }

    /// <summary>The parameters outlive the line: the handler reads them on the thread pool.</summary>
    private static Arguments ReadArguments(in Envelope envelope, DecodingScope? scope) => new(envelope.Params.ToArray(), scope);

    private (Handler?, Arguments) FindCallback(in Envelope envelope, DecodingScope? scope)
    {
        if (envelope.Params.Length == 0)
        {
            return (null, ReadArguments(envelope, scope));
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
        return (callbacks.Find(number), new Arguments(json, scope));
    }
}
