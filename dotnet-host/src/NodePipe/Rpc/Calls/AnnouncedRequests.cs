using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc.Calls;

/// <summary>
/// Requests that are announced and whose long values are still on their way: no call yet, and the caller may cancel it
/// all the same. Used by the connection's reader alone.
/// </summary>
internal sealed class AnnouncedRequests
{
    private readonly Dictionary<MessageId, bool> _isCancelled = [];

    public void Add(MessageId id) => _isCancelled[id] = false;

    public void Cancel(MessageId id)
    {
        if (_isCancelled.ContainsKey(id))
        {
            _isCancelled[id] = true;
        }
    }

    /// <summary>All of the request has come; the result is whether it was cancelled meanwhile.</summary>
    public bool Take(MessageId id) => _isCancelled.Remove(id, out bool isCancelled) && isCancelled;
}
