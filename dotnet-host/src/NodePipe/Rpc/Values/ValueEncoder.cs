using System.Text.Json;
using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc.Values;

/// <summary>Writes the values of messages straight into their buffers. What cannot be carried is an error that names its path.</summary>
/// <param name="serializer">By which values become JSON.</param>
/// <param name="peer">Who reads them.</param>
/// <param name="streams">Where streams of this side are kept.</param>
/// <param name="functions">Where functions of this side are kept.</param>
internal sealed class ValueEncoder(ValueSerializer serializer, Peer peer, ILiveValues streams, ILiveValues functions)
{
    private long _longValueCount;

    public ValueSerializer Serializer { get; } = serializer;

    public Peer Peer { get; } = peer;

    public ILiveValues Streams { get; } = streams;

    public ILiveValues Functions { get; } = functions;

    /// <summary>A number for a long value, never used twice.</summary>
    public long NextLongNumber() => Interlocked.Increment(ref _longValueCount);

    /// <summary>Writes the rest of a message, its values and its end, and what it announces.</summary>
    /// <param name="message">The message up to its values. Where they cannot be written it is given back to the pool.</param>
    /// <param name="place">Where they are.</param>
    /// <param name="writeValues">Writes them. Last it may look at the scope, which holds what they announce.</param>
    /// <param name="end">What closes the message. Default: its brace.</param>
    /// <param name="call">The call that it makes, for the converters of functions; null for other messages.</param>
    /// <param name="announcesNothing">Whether it can announce nothing, as an answer within a batch. Default: no.</param>
    /// <returns>The life of the streams and functions in it; null where there are none.</returns>
    public CallLifetime? Complete(
        OutgoingMessage message, ValuePlace place, Action<Utf8JsonWriter> writeValues, ReadOnlySpan<byte> end = default,
        object? call = null, bool announcesNothing = false)
    {
        EncodingScope scope = EncodingScope.Enter(this, message, place.Wrappers, announcesNothing);
        scope.Call = call;
        Utf8JsonWriter writer = message.Json(scope.DeepestLevel);
        try
        {
            writeValues(writer);
            scope.ThrowIfFailed();
            writer.Flush();
            message.Append(end.Length == 0 ? "}\n"u8 : end);
            scope.Announce();
            ThrowIfTooLong(Math.Max(message.LineLength, scope.LongLength));
            if (call is null)
            {
                scope.ThrowIfFunctions();
            }

            return scope.TakeLifetime();
        }
        catch (Exception error)
        {
            scope.TakeLifetime()?.ReleaseAll();
            WriteFault fault = scope.Fail(error, writer);
            MessagePool.Return(message);
            if (fault.IsOfValue)
            {
                throw fault.ToUnsendable(place);
            }

            throw;
        }
        finally
        {
            scope.Leave();
        }
    }

    /// <exception cref="UnsendableValueException">The other side takes no message of this length.</exception>
    public void ThrowIfTooLong(long length)
    {
        if (length > Peer.MaxMessageLength)
        {
            throw new UnsendableValueException(
                $"The message is {length} bytes long, and the other side accepts {Peer.MaxMessageLength}. Send less at once, or raise its limit.");
        }
    }
}

/// <summary>Where in a message values are: by their path, by the name that their sender knows, and how many levels in.</summary>
internal readonly record struct ValuePlace(string Written, string Known, int Wrappers);
