using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using NodePipe.Errors;

namespace NodePipe.Rpc.Streams;

/// <summary>A sequence that the other side produces.</summary>
internal abstract class IncomingStream(RpcConnection connection, long id, CallScope? callScope)
{
    private int _hasEnded;

    public long Id { get; } = id;

    protected RpcConnection Connection { get; } = connection;

    protected CallScope? CallScope { get; } = callScope;

    /// <summary>Takes items. Called by the connection's reader, in order.</summary>
    /// <param name="parameters">What the reader reads.</param>
    /// <param name="reader">Stands at the array of the items.</param>
    public abstract void AddItems(ReadOnlySpan<byte> parameters, ref Utf8JsonReader reader);

    /// <summary>Nothing follows; with the error, where it failed.</summary>
    public void End(Exception? error)
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            Connection.IncomingStreams.Remove(Id);
            Complete(error);
            CallScope?.Release();
        }
    }

    /// <summary>The reader wants no more, or can take no more: the other side ends its source.</summary>
    public void Cancel(Exception? error = null)
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            Connection.IncomingStreams.Remove(Id);
            Connection.IncomingStreams.Refuse(Id);
            Complete(error);
            CallScope?.Release();
        }
    }

    protected abstract void Complete(Exception? error);
}

/// <summary>A sequence of <typeparamref name="T"/>, which is read once.</summary>
internal sealed class IncomingStream<T> : IncomingStream, IAsyncEnumerable<T>
{
    // Twice this many items may wait here; bytes come in chunks of 64 KiB and need fewer.
    private const int ItemCredit = 128;
    private const int ChunkCredit = 16;

    private readonly JsonTypeInfo<T> _type;
    private readonly Channel<T> _items = Channel.CreateUnbounded<T>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly int _credit = typeof(T) == typeof(byte[]) ? ChunkCredit : ItemCredit;
    private int _isRead;

    public IncomingStream(RpcConnection connection, long id, CallScope? callScope, JsonTypeInfo<T> type)
        : base(connection, id, callScope)
    {
        _type = type;
        callScope?.Hold();
    }

    public override void AddItems(ReadOnlySpan<byte> parameters, ref Utf8JsonReader reader)
    {
        try
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                // From its own bytes, so that the limit on depth is that of one item.
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                _items.Writer.TryWrite(JsonSerializer.Deserialize(parameters[start..(int)reader.BytesConsumed], _type)!);
            }
        }
#pragma warning disable CA1031 // The caller's own types run here, and may throw anything: an error of this stream.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Cancel(new NodePipeException($"An item of the stream cannot be read as {typeof(T)}: {error.Message}", error));
        }
    }

    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _isRead, 1) != 0)
        {
            throw new InvalidOperationException("A stream can be read once only.");
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

    protected override void Complete(Exception? error) => _items.Writer.TryComplete(error);

    private void Pull(int credit) => Connection.Notify("$/stream/pull"u8, writer =>
    {
        writer.WriteNumberValue(Id);
        writer.WriteNumberValue(credit);
    });
}
