namespace NodePipe;

/// <summary>What can be called, and may call back.</summary>
public interface INodeModule
{
    /// <summary>
    /// Lets the other side call a function. A later one of the same name replaces it. <see cref="HandlerExtensions"/> takes lambdas and
    /// delegates, which is what to use.
    /// </summary>
    /// <param name="name">The name by which it is called.</param>
    /// <param name="handler">The function.</param>
    /// <returns>Takes the function away again when it is disposed, unless another has taken its place.</returns>
    /// <exception cref="ArgumentException">
    /// The name is empty or reserved (<c>$/…</c>, <c>nodepipe/…</c>), or a parameter of the function can take no argument; the message
    /// names it.
    /// </exception>
    IDisposable Handle(string name, FunctionHandler handler);
}
