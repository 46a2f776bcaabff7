using NodePipe.Rpc.Messages;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Streams;

/// <summary>What streams of this side are sent by.</summary>
/// <param name="outbox">Where their messages go.</param>
/// <param name="encoder">By which their items are written.</param>
/// <param name="failures">How it is told that one has failed.</param>
internal sealed class StreamSender(Outbox outbox, ValueEncoder encoder, FailureEncoder failures)
{
    private readonly ErrorMessages _errors = new(encoder.Peer);

    public Outbox Outbox { get; } = outbox;

    public ValueEncoder Encoder { get; } = encoder;

    /// <summary>Nothing follows; with the error, where the stream failed.</summary>
    public void SendEnd(long stream, Exception? failure) => Outbox.Post(failure switch
    {
        null => OwnMessage.Notification("$/stream/end"u8, stream),
        _ => _errors.StreamEnd(stream, failures.Encode(failure)),
    });
}
