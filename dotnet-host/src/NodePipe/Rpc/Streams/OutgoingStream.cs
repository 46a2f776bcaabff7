using System.Text.Json;
using Microsoft.Extensions.Logging;
using NodePipe.Framing;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Streams;

/// <summary>
/// An async sequence of this side that the other one reads. It makes no item before it has credit for it, sends items in
/// batches, and is disposed exactly once, whichever end comes first.
/// </summary>
#pragma warning disable CA1001 // Without a timer or a wait handle they hold nothing to dispose of.
internal abstract class OutgoingStream
#pragma warning restore CA1001
{
    private const int BatchLength = 64 * 1024;

    private readonly SemaphoreSlim _credit = new(0);
    private readonly CancellationTokenSource _cancelled = new();
    private int _isStarted;

    /// <summary>The other side wants this many items more.</summary>
    public void Pull(RpcConnection connection, long id, int credit)
    {
        if (credit <= 0)
        {
            return;
        }

        try
        {
            _credit.Release(credit);
        }
        catch (SemaphoreFullException)
        {
            // More credit than items will ever be.
        }

        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            _ = Task.Run(() => PumpAsync(connection, id));
        }
    }

    /// <summary>Nobody wants more.</summary>
    public void Cancel(ILogger logger) => Endings.Cancel(_cancelled, logger);

    protected abstract IAsyncEnumerator<object?> Open(CancellationToken cancellationToken);

    protected abstract void WriteItem(ValueSerializer values, Utf8JsonWriter writer, object? item);

    private async Task PumpAsync(RpcConnection connection, long id)
    {
        Exception? failure = null;
        try
        {
            IAsyncEnumerator<object?> items = Open(_cancelled.Token);
            await using (items.ConfigureAwait(false))
            {
                await SendItemsAsync(connection, id, items).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Whatever the sequence throws is the reader's to see.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error;
        }

        if (connection.OutgoingStreams.Remove(id) && !_cancelled.IsCancellationRequested)
        {
            connection.SendStreamEnd(id, failure);
        }
    }

    private async Task SendItemsAsync(RpcConnection connection, long id, IAsyncEnumerator<object?> items)
    {
        Batch batch = new(this, connection, id);
        while (true)
        {
            // With no credit, or an item that is not ready yet, what is gathered goes out first.
            if (!_credit.Wait(0, CancellationToken.None))
            {
                await batch.SendAsync(_cancelled.Token).ConfigureAwait(false);
                await _credit.WaitAsync(_cancelled.Token).ConfigureAwait(false);
            }

            ValueTask<bool> next = items.MoveNextAsync();
            if (!next.IsCompleted)
            {
                await batch.SendAsync(_cancelled.Token).ConfigureAwait(false);
            }

            if (!await next.ConfigureAwait(false))
            {
                await batch.SendAsync(_cancelled.Token).ConfigureAwait(false);
                return;
            }

            if (batch.Add(items.Current) >= BatchLength)
            {
                await batch.SendAsync(_cancelled.Token).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Items that go out in one message.</summary>
    private sealed class Batch(OutgoingStream stream, RpcConnection connection, long id)
    {
        private readonly List<object?> _items = [];
        private int _length;

        /// <summary>Adds an item; the result is an estimate of the batch's length in bytes.</summary>
        public int Add(object? item)
        {
            const int UsualItemLength = 512;
            _items.Add(item);
            _length += item switch
            {
                byte[] bytes => bytes.Length,
                Memory<byte> bytes => bytes.Length,
                string text => text.Length,
                _ => UsualItemLength,
            };
            return _length;
        }

        public async ValueTask SendAsync(CancellationToken cancellationToken)
        {
            if (_items.Count == 0)
            {
                return;
            }

            object?[] items = [.. _items];
            _items.Clear();
            _length = 0;
            try
            {
                await SendAsync(items, cancellationToken).ConfigureAwait(false);
            }
            catch (UnsendableValueException) when (items.Length > 1)
            {
                // One of them cannot be carried: what came before it still arrives.
                foreach (object? item in items)
                {
                    await SendAsync([item], cancellationToken).ConfigureAwait(false);
                }
            }
        }

        private Task SendAsync(object?[] items, CancellationToken cancellationToken)
        {
            OutgoingMessage message = connection.Encoder.Notification("$/stream/items"u8, writer =>
            {
                writer.WriteNumberValue(id);
                writer.WriteStartArray();
                foreach (object? item in items)
                {
                    stream.WriteItem(connection.Values, writer, item);
                }

                writer.WriteEndArray();
            });
            return connection.Writer.WriteAsync(message, cancellationToken);
        }
    }
}

/// <summary>A sequence of <typeparamref name="T"/>.</summary>
internal sealed class OutgoingStream<T>(IAsyncEnumerable<T> source) : OutgoingStream
{
    protected override async IAsyncEnumerator<object?> Open(CancellationToken cancellationToken)
    {
        await foreach (T item in source.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }

    protected override void WriteItem(ValueSerializer values, Utf8JsonWriter writer, object? item) =>
        values.Write(writer, (T)item!);
}

/// <summary>The bytes of a <see cref="Stream"/>, as they are produced.</summary>
internal sealed class OutgoingByteStream(Stream source) : OutgoingStream
{
    private const int ChunkLength = 64 * 1024;

    protected override async IAsyncEnumerator<object?> Open(CancellationToken cancellationToken)
    {
        await using (source.ConfigureAwait(false))
        {
            while (true)
            {
                byte[] chunk = GC.AllocateUninitializedArray<byte>(ChunkLength);
                int count = await source.ReadAsync(chunk, cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    yield break;
                }

                yield return chunk.AsMemory(0, count);
            }
        }
    }

    protected override void WriteItem(ValueSerializer values, Utf8JsonWriter writer, object? item) =>
        Bytes.Write(writer, (Memory<byte>)item!);
}
