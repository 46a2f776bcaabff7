using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Streams;

/// <summary>The streams of this side that the other one may read, by number. A number is never used twice.</summary>
internal sealed class OutgoingStreams(ILogger logger) : ILiveValues
{
    private readonly ConcurrentDictionary<long, OutgoingStream> _streams = new();
    private long _count;
    private volatile bool _isClosed;

    public int Count => _streams.Count;

    /// <summary>Takes a stream in; one that comes too late is cancelled at once.</summary>
    public long Add(OutgoingStream stream)
    {
        long id = Interlocked.Increment(ref _count);
        _streams[id] = stream;
        if (_isClosed)
        {
            Release(id);
        }

        return id;
    }

    /// <returns>Whether it was there.</returns>
    public bool Remove(long id) => _streams.TryRemove(id, out _);

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
        if (_streams.TryRemove(number, out OutgoingStream? stream))
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
}
