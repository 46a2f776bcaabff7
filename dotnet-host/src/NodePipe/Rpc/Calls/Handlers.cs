using System.Collections.Concurrent;
using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc.Calls;

/// <summary>The functions of this side that the other one may call, by name.</summary>
internal sealed class Handlers
{
    private readonly ConcurrentDictionary<string, Handler> _handlers = new();

    /// <summary>The names of all but the connection's own.</summary>
    public IEnumerable<string> Names => _handlers.Keys.Where(name => !IsReserved(name));

    public Handler? Find(string method) => _handlers.GetValueOrDefault(method);

    /// <returns>Takes it away again, unless another has taken its place.</returns>
    /// <exception cref="ArgumentException">The name is empty or reserved.</exception>
    public IDisposable Add(string name, Handler handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (IsReserved(name))
        {
            throw new ArgumentException($"'{name}' is reserved: names that begin with $/ or {HelloForm.Prefix} are the connection's own.", nameof(name));
        }

        AddOwn(name, handler);
        return new Registration(_handlers, name, handler);
    }

    /// <summary>Adds one of the connection's own, whose name is reserved.</summary>
    public void AddOwn(string method, Handler handler) => _handlers[method] = handler;

    private static bool IsReserved(string name) =>
        name.StartsWith("$/", StringComparison.Ordinal) || name.StartsWith(HelloForm.Prefix, StringComparison.Ordinal);

    private sealed class Registration(ConcurrentDictionary<string, Handler> handlers, string name, Handler handler) : IDisposable
    {
        public void Dispose() => handlers.TryRemove(new KeyValuePair<string, Handler>(name, handler));
    }
}
