using NodePipe.Rpc.Calls;
using NodePipe.Rpc.Values;

namespace NodePipe;

/// <summary>
/// A function that the other side may call, as <see cref="INodeModule.Handle"/> takes it; <see cref="HandlerExtensions"/> makes them.
/// </summary>
public sealed class FunctionHandler
{
    private readonly Func<ValueSerializer, Handler> _bind;

    /// <param name="function">The function.</param>
    /// <param name="bind">Makes it what one connection calls, by the serializer of that.</param>
    internal FunctionHandler(Delegate function, Func<ValueSerializer, Handler> bind)
    {
        Function = function;
        _bind = bind;
    }

    /// <summary>The function itself, as it was given. A fake of <see cref="INodeModule"/> calls what it was handed by this.</summary>
    public Delegate Function { get; }

    /// <summary>Whether its types are known without reflection. Default: no.</summary>
    internal bool IsTyped { get; init; }

    /// <exception cref="ArgumentException">A parameter can take no argument, or what it returns cannot be sent.</exception>
    internal Handler Bind(ValueSerializer serializer) => _bind(serializer);
}
