using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Streams;

/// <summary>The streams of this side that the other one may read, by number. A number is never used twice.</summary>
internal sealed class OutgoingStreams(ILogger logger) : ILiveValues
{
    // What the batches of all streams together may hold: the other side opens as many as calls may be open.
    private const int AllBatches = 1024 * 1024;

    private readonly ConcurrentDictionary<long, OutgoingStream> _streams = new();
    private long _count;
    private int _open;
    private volatile bool _isClosed;

    public int Count => _streams.Count;

    /// <summary>How many bytes of items a batch may gather.</summary>
    public int LargestBatch => Math.Min(ItemBatch.FullLength, AllBatches / Math.Max(1, Volatile.Read(ref _open)));

    /// <summary>Takes a stream in; one that comes too late is cancelled at once.</summary>
    public long Add(OutgoingStream stream)
    {
        long id = Interlocked.Increment(ref _count);
        Interlocked.Increment(ref _open);
        _streams[id] = stream;
        if (_isClosed)
        {
            Release(id);
        }

        return id;
    }

    /// <returns>Whether it was there.</returns>
    public bool Remove(long id) => TryTake(id, out _);

    /// <summary>The other side wants this many items more of a stream.</summary>
    public void Pull(long id, int credit, StreamSender sender)
    {
        if (_streams.TryGetValue(id, out OutgoingStream? stream))
        {
            stream.Pull(this, id, credit, sender);
        }
    }

    /// <summary>Cancels the stream.</summary>
    public void Release(long number)
    {
        if (TryTake(number, out OutgoingStream? stream))
        {
            stream.Cancel(logger);
        }
    }

    public void Forget(long number) => Remove(number);

    /// <summary>Completes when the stream of this number has ended.</summary>
    public Task WhenEnded(long id) => _streams.TryGetValue(id, out OutgoingStream? stream) ? stream.Ended : Task.CompletedTask;

    /// <summary>Nobody reads any more: cancels every stream, and every later one.</summary>
    public void CancelAll()
    {
        _isClosed = true;
        foreach (long id in _streams.Keys)
        {
            Release(id);
        }
    }
    private bool TryTake(long id, [NotNullWhen(true)] out OutgoingStream? stream)
    {
        if (!_streams.TryRemove(id, out stream))
        {
            return false;
        }

        Interlocked.Decrement(ref _open);
        return true;
    }
}
