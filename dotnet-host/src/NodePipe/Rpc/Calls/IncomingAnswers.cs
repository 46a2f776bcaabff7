using NodePipe.Framing;
using NodePipe.Rpc.Messages;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Calls;

/// <summary>Gives the answers that come to the calls that wait for them.</summary>
/// <param name="pending">The calls that wait.</param>
/// <param name="streams">The other side's streams, which an answer may hold.</param>
/// <param name="peer">Who answers.</param>
internal sealed class IncomingAnswers(PendingCalls pending, IAnnouncedStreams streams, Peer peer)
{
    /// <summary>Takes a line that is a result in the form in which it should be written, without parsing its top level.</summary>
    /// <returns>Whether it is one, to a call that waits.</returns>
    public bool TrySettle(ReadOnlySpan<byte> line)
    {
        if (!Envelope.TryReadUsualResult(line, out long id, out ReadOnlySpan<byte> result)
            || pending.Find(id) is not PendingCall call
            || !System.Text.Unicode.Utf8.IsValid(result)
            || !call.TrySucceed(result, isChecked: false))
        {
            return false;
        }

        pending.Take(id);
        return true;
    }

    /// <summary>Takes any other answer.</summary>
    /// <returns>Whether a call waited for it.</returns>
    public bool Settle(IncomingMessage message, in Envelope envelope)
    {
        PendingCall? call = envelope.Id.AsInteger is long id ? pending.Take(id) : null;
        DecodingScope? scope = DecodingScope.Of(streams, message, envelope, call?.Lifetime);
        scope?.Enter();
        try
        {
            if (call is not null)
            {
                Settle(call, envelope, scope);
            }
        }
        finally
        {
            DecodingScope.Exit(scope, message);
        }

        return call is not null;
    }

    /// <summary>What was meant as the answer to a call and is none: fails that call, for no other answer will come.</summary>
    /// <param name="id">The call, as far as that could be told.</param>
    public void Fail(long? id)
    {
        if (id is long answered && pending.Take(answered) is PendingCall call)
        {
            call.Fail(new NodeProtocolException(
                $"The answer to '{call.Method}' is no response of JSON-RPC 2.0, which has \"jsonrpc\":\"2.0\" and either a result or an error."));
        }
    }

    /// <summary>
    /// A line is no message. Where an answer stands at its end, something was written before it that has no line end: fails the
    /// call that waits for it.
    /// </summary>
    public void FailTorn(ReadOnlySpan<byte> line)
    {
        if (Envelope.TryReadTorn(line, out long id) && pending.Take(id) is PendingCall call)
        {
            call.Fail(new NodeProtocolException(
                $"The answer to '{call.Method}' came behind something without a line end: something else writes to the descriptor of the messages."));
        }
    }

    private void Settle(PendingCall call, in Envelope envelope, DecodingScope? scope)
    {
        if (envelope.Error.Length > 0)
        {
            call.Fail(ErrorCodec.Decode(envelope.Error, $"The call '{call.Method}'", peer.IsPlain));
        }
        else if (scope?.FaultOf(envelope.Result) is string fault)
        {
            call.Fail(new NodePipeException($"The result of '{call.Method}' cannot be read: {fault}"));
        }
        else
        {
            call.TrySucceed(envelope.Result, isChecked: true);
        }
    }
}
