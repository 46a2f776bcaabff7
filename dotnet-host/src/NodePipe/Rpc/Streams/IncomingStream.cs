using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Streams;

/// <summary>A sequence that the other side produces.</summary>
internal abstract class IncomingStream(IncomingStreams streams, long id, CallLifetime? lifetime)
{
    private int _hasEnded;

    public long Id { get; } = id;

    protected IncomingStreams Streams { get; } = streams;

    /// <summary>Takes items. Called by the connection's reader, in order.</summary>
    /// <param name="parameters">What the reader reads.</param>
    /// <param name="reader">Stands at the array of the items.</param>
    /// <exception cref="NodeProtocolException">More came than were asked for.</exception>
    public abstract void AddItems(ReadOnlySpan<byte> parameters, ref Utf8JsonReader reader);

    /// <summary>Nothing follows; with the error, where it failed.</summary>
    public void End(Exception? error)
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            Streams.Remove(Id);
            Complete(error);
            lifetime?.Release();
        }
    }

    /// <summary>The reader wants no more, or can take no more: the other side ends its source.</summary>
    public void Cancel(Exception? error = null)
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            Streams.Remove(Id);
            Streams.Refuse(Id);
            Complete(error);
            lifetime?.Release();
        }
    }

    /// <summary>Cancels it, unless somebody has begun to read.</summary>
    public abstract void CancelUnread();

    protected abstract void Complete(Exception? error);
}

/// <summary>A sequence of <typeparamref name="T"/>, which is read once.</summary>
internal sealed class IncomingStream<T> : IncomingStream, IAsyncEnumerable<T>
{
    // Twice this many items may wait here; bytes come in chunks of 64 KiB and need fewer.
    private const int ItemCredit = 128;
    private const int ChunkCredit = 16;

    private const int Unread = 0;
    private const int Begun = 1;
    private const int Refused = 2;

    private readonly JsonTypeInfo<T> _type;
    private readonly Channel<T> _items = Channel.CreateUnbounded<T>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly int _credit = typeof(T) == typeof(byte[]) ? ChunkCredit : ItemCredit;
    private int _state;
    private long _granted;
    private long _received;

    private IncomingStream(IncomingStreams streams, long id, CallLifetime? lifetime, JsonTypeInfo<T> type)
        : base(streams, id, lifetime)
    {
        _type = type;
        lifetime?.Hold();
    }

    /// <summary>This side's end of the announced stream at whose marker the reader stands; null where it stands at none.</summary>
    /// <param name="reader">Moves behind the marker of such a stream alone.</param>
    /// <param name="streams">Where it is kept.</param>
    /// <param name="itemType">How an item is read.</param>
    public static IncomingStream<T>? TryRead(ref Utf8JsonReader reader, IncomingStreams streams, JsonTypeInfo<T> itemType)
    {
        if (DecodingScope.Current is not DecodingScope scope || !scope.TryTakeStream(ref reader, out long number))
        {
            return null;
        }

        IncomingStream<T> stream = new(streams, number, scope.Lifetime, itemType);
        streams.Add(stream);
        return stream;
    }

    public override void AddItems(ReadOnlySpan<byte> parameters, ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (++_received > Volatile.Read(ref _granted))
            {
                throw new NodeProtocolException($"More items of the stream {Id} came than the {Volatile.Read(ref _granted)} that were asked for.");
            }

            // From its own bytes, so that the limit on depth is that of one item.
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (!TryAdd(parameters[start..(int)reader.BytesConsumed]))
            {
                return;
            }
        }
    }

    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        switch (Interlocked.CompareExchange(ref _state, Begun, Unread))
        {
            case Begun:
                throw new InvalidOperationException("A stream can be read once only.");
            case Refused:
                throw new InvalidOperationException(
                    "The call that carried this stream was answered before anybody read it. Begin to read before the handler returns.");
        }

        int unread = 0;
        Pull(2 * _credit);
        try
        {
            while (await _items.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (_items.Reader.TryRead(out T? item))
                {
                    yield return item;
                    cancellationToken.ThrowIfCancellationRequested();
                    if (++unread == _credit)
                    {
                        unread = 0;
                        Pull(_credit);
                    }
                }
            }
        }
        finally
        {
            Cancel();
        }
    }

    public override void CancelUnread()
    {
        if (Interlocked.CompareExchange(ref _state, Refused, Unread) == Unread)
        {
            Cancel();
        }
    }

    protected override void Complete(Exception? error) => _items.Writer.TryComplete(error);

    private bool TryAdd(ReadOnlySpan<byte> item)
    {
        try
        {
            _items.Writer.TryWrite(JsonSerializer.Deserialize(item, _type)!);
            return true;
        }
#pragma warning disable CA1031 // The caller's own types run here, and may throw anything: an error of this stream.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Cancel(new NodePipeException($"An item of the stream cannot be read as {typeof(T)}: {error.Message}", error));
            return false;
        }
    }

    private void Pull(int credit)
    {
        Interlocked.Add(ref _granted, credit);
        Streams.Pull(Id, credit);
    }
}
