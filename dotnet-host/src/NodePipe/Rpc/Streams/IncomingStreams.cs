using System.Collections.Concurrent;
using NodePipe.Rpc.Messages;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Streams;

/// <summary>The streams of the other side that this one reads, by number.</summary>
/// <param name="outbox">Where credit and cancelling go.</param>
internal sealed class IncomingStreams(Outbox outbox) : IAnnouncedStreams
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

    /// <summary>The open stream of this number; null where there is none.</summary>
    public IncomingStream? Find(long id) => _streams.GetValueOrDefault(id);

    /// <summary>So many items more may come.</summary>
    public void Pull(long id, int credit) => outbox.Post(OwnMessage.Notification("$/stream/pull"u8, id, credit));

    public void Refuse(long number) => outbox.Post(OwnMessage.Notification("$/stream/cancel"u8, number));

    public void Cancel(long number) => Find(number)?.Cancel();

    public void CancelUnread(long number) => Find(number)?.CancelUnread();

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
