using System.Text.Json;
using NodePipe.Framing;
using NodePipe.Rpc.Messages;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Streams;

/// <summary>Takes the notifications of streams (docs/protocol.md, section 7). Those of streams that are not open are dropped.</summary>
internal sealed class StreamDispatcher(IncomingStreams incoming, OutgoingStreams outgoing, StreamSender sender)
{
    /// <summary>What the markers in a message that answers nothing stand for; null where it announces none.</summary>
    public DecodingScope? ScopeOf(IncomingMessage message, in Envelope envelope) => DecodingScope.Of(incoming, message, envelope);

    /// <summary>The other side takes more items.</summary>
    /// <param name="reader">Stands at the number of the stream, as in all that follow.</param>
    public void Pull(ref Utf8JsonReader reader)
    {
        long number = reader.GetInt64();
        reader.Read();
        outgoing.Pull(number, Credit(in reader), sender);
    }

    /// <summary>The other side wants no more.</summary>
    public void Cancel(ref Utf8JsonReader reader) => outgoing.Release(reader.GetInt64());

    /// <summary>Items came.</summary>
    public void AddItems(IncomingMessage message, in Envelope envelope, ref Utf8JsonReader reader)
    {
        IncomingStream? stream = incoming.Find(reader.GetInt64());
        DecodingScope? scope = ScopeOf(message, envelope);
        reader.Read();
        scope?.Enter();
        try
        {
            stream?.AddItems(envelope.Params, ref reader);
        }
        finally
        {
            DecodingScope.Exit(scope, message);
        }
    }

    /// <summary>Nothing follows.</summary>
    public void End(in Envelope envelope, ref Utf8JsonReader reader)
    {
        if (incoming.Find(reader.GetInt64()) is not IncomingStream stream)
        {
            return;
        }

        Exception? error = null;
        if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            error = ErrorCodec.Decode(envelope.Params[start..(int)reader.BytesConsumed], "The stream", isPlain: false);
        }

        stream.End(error);
    }

    private static int Credit(scoped in Utf8JsonReader reader)
    {
        // More items than a stream will ever have, and room for more credit on top of it.
        const int Unlimited = int.MaxValue / 2;
        return (int)Math.Clamp(reader.GetDouble(), 0, Unlimited);
    }
}
