using System.Text.Json;
using Microsoft.Extensions.Logging;
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
    private readonly SemaphoreSlim _credit = new(0);
    private readonly CancellationTokenSource _cancelled = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isStarted;

    /// <summary>Completes when its source has ended, read or not.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The other side wants this many items more.</summary>
    public void Pull(OutgoingStreams streams, long id, int credit, StreamSender sender)
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
            _ = Task.Run(() => PumpAsync(streams, id, sender));
        }
    }

    /// <summary>Nobody wants more.</summary>
    public void Cancel(ILogger logger)
    {
        Endings.Cancel(_cancelled, logger);
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            Endings.Run(EndUnreadAsync, logger);
        }
    }

    /// <summary>Gives up the source. Called once, also where nothing of it was read.</summary>
    protected virtual ValueTask DisposeSourceAsync() => ValueTask.CompletedTask;

    protected abstract IAsyncEnumerator<object?> Open(CancellationToken cancellationToken);

    protected virtual void WriteItem(ValueSerializer values, Utf8JsonWriter writer, object? item) => values.Write(writer, item);

    private async Task PumpAsync(OutgoingStreams streams, long id, StreamSender sender)
    {
        ItemBatch batch = new(streams, sender, id, WriteItem);
        Exception? failure = null;
        try
        {
            await ReadSourceAsync(batch).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the sequence throws is the reader's to see.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error;
        }

        failure = await SendRestAsync(batch).ConfigureAwait(false) ?? failure;
        if (streams.Remove(id) && !_cancelled.IsCancellationRequested)
        {
            sender.SendEnd(id, failure);
        }

        _ended.TrySetResult();
    }

    private async Task ReadSourceAsync(ItemBatch batch)
    {
        try
        {
            IAsyncEnumerator<object?> items = Open(_cancelled.Token);
            await using (items.ConfigureAwait(false))
            {
                await SendItemsAsync(items, batch).ConfigureAwait(false);
            }
        }
        finally
        {
            await DisposeSourceAsync().ConfigureAwait(false);
        }
    }

    private async Task EndUnreadAsync()
    {
        try
        {
            await DisposeSourceAsync().ConfigureAwait(false);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private async Task SendItemsAsync(IAsyncEnumerator<object?> items, ItemBatch batch)
    {
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
                return;
            }

            await batch.AddAsync(items.Current, _cancelled.Token).ConfigureAwait(false);
        }
    }

    /// <summary>However the sequence ended, the items before that arrive; what goes wrong with them comes back.</summary>
    private async Task<Exception?> SendRestAsync(ItemBatch batch)
    {
        try
        {
            if (!_cancelled.IsCancellationRequested)
            {
                await batch.SendAsync(_cancelled.Token).ConfigureAwait(false);
            }

            return null;
        }
#pragma warning disable CA1031 // The stream fails, whatever it is.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error;
        }
        finally
        {
            batch.Discard();
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
}

/// <summary>The bytes of a <see cref="Stream"/>, as they are produced.</summary>
internal sealed class OutgoingByteStream(Stream source) : OutgoingStream
{
    private const int ChunkLength = 64 * 1024;

    protected override async IAsyncEnumerator<object?> Open(CancellationToken cancellationToken)
    {
        // A batch keeps no item's own bytes, so one chunk serves for all.
        byte[] chunk = GC.AllocateUninitializedArray<byte>(ChunkLength);
        while (await source.ReadAsync(chunk, cancellationToken).ConfigureAwait(false) is > 0 and int count)
        {
            yield return chunk.AsMemory(0, count);
        }
    }

    protected override ValueTask DisposeSourceAsync() => source.DisposeAsync();

    protected override void WriteItem(ValueSerializer values, Utf8JsonWriter writer, object? item) =>
        Bytes.Write(writer, (Memory<byte>)item!);
}
