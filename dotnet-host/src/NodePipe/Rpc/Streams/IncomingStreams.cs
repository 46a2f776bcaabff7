using System.Collections.Concurrent;
using NodePipe.Errors;

namespace NodePipe.Rpc.Streams;

/// <summary>The streams of the other side that this one reads, by number.</summary>
internal sealed class IncomingStreams(RpcConnection connection)
{
    private readonly ConcurrentDictionary<long, IncomingStream> _streams = new();
    private Exception? _closedBy;

    /// <summary>Takes a stream in; one that comes too late ends at once, and so does an open one of the same number.</summary>
    public void Add(IncomingStream stream)
    {
        if (_streams.TryGetValue(stream.Id, out IncomingStream? other))
        {
            other.End(new NodeProtocolException($"The stream {stream.Id} was announced twice."));
        }

        _streams[stream.Id] = stream;
        if (Volatile.Read(ref _closedBy) is Exception reason)
        {
            stream.End(reason);
        }
    }

    public void Remove(long id) => _streams.TryRemove(id, out _);

    public bool TryGet(long id, out IncomingStream? stream) => _streams.TryGetValue(id, out stream);

    /// <summary>Nobody here reads it.</summary>
    public void Refuse(long id) => connection.Notify("$/stream/cancel"u8, id);

    /// <summary>Nothing more comes: whoever reads, now or later, learns why.</summary>
    public void FailAll(Exception error)
    {
        Interlocked.CompareExchange(ref _closedBy, error, null);
        foreach (long id in _streams.Keys)
        {
            if (_streams.TryRemove(id, out IncomingStream? stream))
            {
                stream.End(error);
            }
        }
    }
}
