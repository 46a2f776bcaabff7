using System.Collections.Concurrent;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Calls;

/// <summary>The functions in the arguments of this side's open calls, by number. A number is never used twice.</summary>
internal sealed class Callbacks : ILiveValues
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

    public void Release(long number) => _functions.TryRemove(number, out _);

    public void Forget(long number) => Release(number);

    public Handler? Find(long id) => _functions.GetValueOrDefault(id);
}
