using System.Collections.Concurrent;

namespace NodePipe.Rpc.Streams;

/// <summary>The streams of this side that the other one may read, by number. A number is never used twice.</summary>
internal sealed class OutgoingStreams(RpcConnection connection)
{
    private readonly ConcurrentDictionary<long, OutgoingStream> _streams = new();
    private long _count;

    public long Add(OutgoingStream stream)
    {
        long id = Interlocked.Increment(ref _count);
        _streams[id] = stream;
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

    public void CancelAll()
    {
        foreach (long id in _streams.Keys)
        {
            Cancel(id);
        }
    }
}
