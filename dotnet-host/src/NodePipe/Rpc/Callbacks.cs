using System.Collections.Concurrent;

namespace NodePipe.Rpc;

/// <summary>The functions in the arguments of this side's open calls, by number. A number is never used twice.</summary>
internal sealed class Callbacks
{
    private readonly ConcurrentDictionary<long, Handler> _functions = new();
    private long _count;

    public int Count => _functions.Count;

    public long Add(Handler function)
    {
        long id = Interlocked.Increment(ref _count);
        _functions[id] = function;
        return id;
    }

    public void Remove(long id) => _functions.TryRemove(id, out _);

    public Handler? Find(long id) => _functions.GetValueOrDefault(id);
}
