using System.Collections.Concurrent;

namespace NodePipe.Rpc.Streams;

/// <summary>The streams of this side that the other one may read, by number. A number is never used twice.</summary>
internal sealed class OutgoingStreams(RpcConnection connection)
{
    private readonly ConcurrentDictionary<long, OutgoingStream> _streams = new();
    private long _count;
    private volatile bool _isClosed;

    /// <summary>Takes a stream in; one that comes too late is cancelled at once.</summary>
    public long Add(OutgoingStream stream)
    {
        long id = Interlocked.Increment(ref _count);
        _streams[id] = stream;
        if (_isClosed)
        {
            Cancel(id);
        }

        return id;
    }

    public int Count => _streams.Count;

    public bool Remove(long id) => _streams.TryRemove(id, out _);

    public void Pull(long id, int credit)
    {
        if (_streams.TryGetValue(id, out OutgoingStream? stream))
        {
            stream.Pull(connection, id, credit);
        }
    }

    public void Cancel(long id)
    {
        if (_streams.TryRemove(id, out OutgoingStream? stream))
        {
            stream.Cancel(connection.Options.Logger);
        }
    }

    /// <summary>Completes when the stream of this number has ended.</summary>
    public Task WhenEnded(long id) => _streams.TryGetValue(id, out OutgoingStream? stream) ? stream.Ended : Task.CompletedTask;

    /// <summary>Nobody reads any more: cancels every stream, and every later one.</summary>
    public void CancelAll()
    {
        _isClosed = true;
        foreach (long id in _streams.Keys)
        {
            Cancel(id);
        }
    }
}
