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

    /// <exception cref="ArgumentException">The name is empty or reserved.</exception>
    public void Add(string method, Handler handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        if (IsReserved(method))
        {
            throw new ArgumentException($"'{method}' is reserved: names that begin with $/ or {HelloForm.Prefix} are the connection's own.", nameof(method));
        }

        AddOwn(method, handler);
    }

    /// <summary>Adds one of the connection's own, whose name is reserved.</summary>
    public void AddOwn(string method, Handler handler) => _handlers[method] = handler;

    private static bool IsReserved(string method) =>
        method.StartsWith("$/", StringComparison.Ordinal) || method.StartsWith(HelloForm.Prefix, StringComparison.Ordinal);
}
