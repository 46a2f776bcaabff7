using System.Collections.Concurrent;
using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc.Calls;

/// <summary>The functions of this side that the other one may call, by name.</summary>
internal sealed class Handlers
{
    private readonly ConcurrentDictionary<string, Handler> _handlers = new();

    public Handler? Find(string method) => _handlers.GetValueOrDefault(method);

    /// <exception cref="ArgumentException">The name is empty or reserved.</exception>
    public void Add(string method, Handler handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        if (method.StartsWith("$/", StringComparison.Ordinal) || method.StartsWith(HelloForm.Prefix, StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{method}' is reserved: names that begin with $/ or {HelloForm.Prefix} are the connection's own.", nameof(method));
        }

        AddOwn(method, handler);
    }

    /// <summary>Adds one of the connection's own, whose name is reserved.</summary>
    public void AddOwn(string method, Handler handler) => _handlers[method] = handler;
}
