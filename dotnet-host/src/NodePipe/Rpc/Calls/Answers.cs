using System.Text.Json.Serialization.Metadata;
using NodePipe.Rpc.Messages;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Calls;

/// <summary>How the other side's calls are answered. Answers that wait to be written are counted.</summary>
/// <param name="outbox">Where they go.</param>
/// <param name="encoder">By which they are written.</param>
/// <param name="peer">Who reads them.</param>
/// <param name="budget">By which they are counted.</param>
/// <param name="failures">How it is told that a call has failed.</param>
/// <param name="onTooMany">Told when the other side leaves too many unread. It must not wait.</param>
internal sealed class Answers(
    Outbox outbox, CallEncoder encoder, Peer peer, ByteBudget budget, FailureEncoder failures, Action<NodeProtocolException> onTooMany)
{
    private readonly ErrorMessages _errors = new(peer);

    public Outbox Outbox => outbox;

    /// <summary>Where the answers to a batch of requests are gathered.</summary>
    public Batch BeginBatch() => new(outbox, budget);

    /// <summary>The answer with a result.</summary>
    public OutgoingMessage Encode(IncomingCall call, MessageId id, object? result, JsonTypeInfo? type) =>
        encoder.Result(call, id, result, type);

    /// <summary>The answer that a call failed.</summary>
    /// <param name="id">The call.</param>
    /// <param name="error">What its handler threw, or what is wrong with its result.</param>
    /// <param name="isCancelled">Whether it was cancelled.</param>
    public OutgoingMessage Encode(MessageId id, Exception error, bool isCancelled) => _errors.Answer(id, error switch
    {
        InvalidParametersException => new RpcError(RpcErrorCodes.InvalidParams, error.Message),
        OperationCanceledException when isCancelled => new RpcError(RpcErrorCodes.Cancelled, "The call was cancelled."),
        _ => failures.Encode(error),
    });

    /// <summary>A report on the way to an answer; null where the other side takes none.</summary>
    public OutgoingMessage? EncodeProgress(MessageId id, object? value) =>
        peer.Can(PeerFeatures.Progress) ? encoder.Progress(id, value) : null;

    /// <summary>Sends the answer to a call, which is told when it is written or dropped.</summary>
    public void Post(OutgoingMessage answer, IncomingCall call)
    {
        if (TryCount(answer) is not long counted)
        {
            call.Batch?.Complete();
            call.Finish();
        }
        else if (call.Batch is Batch batch)
        {
            batch.Add(answer, counted);
            call.Finish();
        }
        else
        {
            call.CountedAnswer = counted;
            outbox.Post(answer, call);
        }
    }

    /// <summary>An answer that was sent is held no longer.</summary>
    public void Release(long counted) => budget.Release(HeldKind.Answers, counted);

    /// <summary>Answers what never became a call, or was none.</summary>
    public void PostError(MessageId id, int code, string text, Batch? batch = null)
    {
        OutgoingMessage answer = _errors.Answer(id, new RpcError(code, text));
        if (TryCount(answer) is not long counted)
        {
            batch?.Complete();
        }
        else if (batch is not null)
        {
            batch.Add(answer, counted);
        }
        else
        {
            outbox.Post(answer, new CountedAnswer(budget, counted));
        }
    }

    /// <summary>How many bytes were counted; null where that is too much, the answer is dropped and the connection ends.</summary>
    private long? TryCount(OutgoingMessage answer)
    {
        // The message, and its call, which is told when it is written.
        long bytes = (2 * ByteBudget.Each) + answer.HeldLength;
        try
        {
            budget.Add(HeldKind.Answers, bytes);
            return bytes;
        }
        catch (NodeProtocolException tooMany)
        {
            MessagePool.Return(answer);
            onTooMany(tooMany);
            return null;
        }
    }
}
