namespace NodePipe;

/// <content>Functions of this side that the other one may call.</content>
public sealed partial class RpcConnection
{
    /// <inheritdoc/>
    public IDisposable Handle(string name, FunctionHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ThrowIfDisposed();
        return Wiring.Handlers.Add(name, handler.Bind(Wiring.Serializer));
    }
}
