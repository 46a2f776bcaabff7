using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodePipe.Framing;
using NodePipe.Rpc.Calls;
using NodePipe.Rpc.Messages;
using NodePipe.Rpc.Streams;
using NodePipe.Rpc.Values;
using NodePipe.Transport;

namespace NodePipe.Rpc;

/// <summary>The parts of a connection, and which of them gets which.</summary>
internal sealed class Wiring
{
    public Wiring(Endpoint endpoint, RpcOptions options, bool answersAfterEnd, Type holder)
    {
        Options = options;
        ByteBudget budget = new(options.BufferLimit);
        ConnectionEnding ending = new(options.TimeProvider);
        Outbox = new Outbox(
            endpoint.Output, options.Framing, Peer, failure => End!.OnWriteFailed(failure), endpoint.AbandonOutputAsync);

        OutgoingStreams = new OutgoingStreams(options.Logger);
        IncomingStreams incomingStreams = new(Outbox);
        StreamTypes = new StreamTypes(incomingStreams);

        Serializer = new ValueSerializer(options.SerializerOptions);
        ValueEncoder encoder = new(Serializer, Peer, OutgoingStreams, Callbacks);
        CallEncoder callEncoder = new(encoder);
        FailureEncoder failures = new(encoder, options.SendStackTraces);

        Answers answers = new(Outbox, callEncoder, Peer, budget, failures, fault => End!.OnFault(fault));
        IncomingCalls = new IncomingCalls(options, answers, OutgoingStreams, budget);
        PendingCalls pendingCalls = new(options, Outbox, Peer, ending, IncomingCalls, budget);
        Calls = new OutgoingCalls(pendingCalls, callEncoder, Outbox, options);
        Serializer.Complete(LiveConverters(incomingStreams, OutgoingStreams, new Functions(Callbacks, Calls, Serializer)));

        TextListeners texts = new(budget, options.Logger);
        OpenWork open = new(pendingCalls, IncomingCalls, incomingStreams, OutgoingStreams);
        End = new ConnectionEnd(endpoint, answersAfterEnd, holder, ending, open, Outbox, new ErrorMessages(Peer), texts);

        LongValueAssembler longValues = new(options.MaxMessageLength, budget);
        AnnouncedRequests announced = new();
        StreamDispatcher streams = new(incomingStreams, OutgoingStreams, new StreamSender(Outbox, encoder, failures));
        MessageDispatcher dispatcher = new(
            longValues, announced, new IncomingAnswers(pendingCalls, incomingStreams, Peer),
            new IncomingRequests(Handlers, Callbacks, IncomingCalls, incomingStreams, Peer),
            new NotificationDispatcher(longValues, announced, IncomingCalls, pendingCalls, streams, Serializer),
            answers, texts, options);
        Receiver = new IncomingBytes(new MessageReader(options.MaxMessageLength, longValues.ValueOf, options.Framing), dispatcher, pendingCalls, End);

        Hello = new Hello(Calls, Peer, Serializer, options);
        Handlers.AddOwn(HelloForm.Method, Hello.Answer);
        (endpoint.Output as IWatchedOutput)?.WhenReaderGone(End.OnWriteFailed);
    }

    public RpcOptions Options { get; }

    public Peer Peer { get; } = new();

    public Outbox Outbox { get; }

    public ValueSerializer Serializer { get; }

    public StreamTypes StreamTypes { get; }

    public OutgoingStreams OutgoingStreams { get; }

    public Callbacks Callbacks { get; } = new();

    public Handlers Handlers { get; } = new();

    public IncomingCalls IncomingCalls { get; }

    public OutgoingCalls Calls { get; }

    public Hello Hello { get; }

    public ConnectionEnd End { get; }

    /// <summary>Takes the bytes that come.</summary>
    public IByteReceiver Receiver { get; }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only where the application left reflection on.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only where the application left reflection on.")]
    private static List<JsonConverter> LiveConverters(IncomingStreams incoming, OutgoingStreams outgoing, Functions functions)
    {
        List<JsonConverter> converters = [new ByteStreamConverter(incoming, outgoing), new AnyResultConverter(incoming)];
        if (JsonSerializer.IsReflectionEnabledByDefault)
        {
            converters.Add(new SequenceConverterFactory(incoming, outgoing));
            converters.Add(new FunctionConverterFactory(functions));
        }

        return converters;
    }
}
