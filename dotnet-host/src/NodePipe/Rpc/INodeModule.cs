namespace NodePipe;

/// <summary>
/// What can be called: the functions of a module in a Node process, or whatever else serves them. Code that takes this instead of a
/// <see cref="NodeProcess"/> can be given a fake in its tests.
/// </summary>
/// <remarks>
/// The members are what an implementation has to know; what is more convenient is in <see cref="NodeModuleExtensions"/>. Any
/// member may be used from any thread.
/// </remarks>
public interface INodeModule
{
    /// <summary>Calls a function and waits for its result.</summary>
    /// <typeparam name="T">The result: any type that the serializer knows, a stream, or bytes.</typeparam>
    /// <param name="name">The function's name.</param>
    /// <param name="arguments">The arguments, in brackets: <c>[1, "a"]</c>. Default: none.</param>
    /// <param name="options">What this call does differently. Default: nothing.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work on the other side.</param>
    /// <exception cref="NodeCallException">The function threw, or there is none of that name.</exception>
    /// <exception cref="NodePipeException">
    /// The result cannot be read as a <typeparamref name="T"/>, as nothing (null or undefined) cannot be as an <c>int</c>; for a
    /// reference type it is null. Or the connection has ended: a <see cref="NodeExitedException"/> where the child process has.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// An argument cannot be carried (the message names its path), or an option of the call is wrong. Nothing was sent.
    /// </exception>
    /// <exception cref="InvalidOperationException">Too many calls are open, or the connection does not read yet.</exception>
    /// <exception cref="TimeoutException">The call took longer than the options allow.</exception>
    /// <exception cref="ObjectDisposedException">What was called is disposed.</exception>
    Task<T> InvokeAsync<T>(
        string name, CallArguments arguments = default, CallOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Calls a function whose result does not matter, and waits until it has ended.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="arguments">The arguments, in brackets: <c>[1, "a"]</c>. Default: none.</param>
    /// <param name="options">What this call does differently. Default: nothing.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work on the other side.</param>
    /// <inheritdoc cref="InvokeAsync{T}" path="/exception"/>
    Task InvokeAsync(
        string name, CallArguments arguments = default, CallOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Calls a function from code that cannot be asynchronous: blocks until the answer is there. Safe on any thread, also inside a
    /// handler, but not inside the converter of a result, which is an <see cref="InvalidOperationException"/>. Where the pool has
    /// no free thread, this one runs meanwhile what the call waits for: its progress and callbacks, and, after a tenth of a second,
    /// handlers that nobody else could begin.
    /// </summary>
    /// <typeparam name="T">The result: any type that the serializer knows, a stream, or bytes.</typeparam>
    /// <param name="name">The function's name.</param>
    /// <param name="arguments">The arguments, in brackets: <c>[1, "a"]</c>. Default: none.</param>
    /// <param name="options">What this call does differently. Default: nothing.</param>
    /// <param name="cancellationToken">Ends the wait at once, and cancels the work on the other side.</param>
    /// <inheritdoc cref="InvokeAsync{T}" path="/exception"/>
    T Invoke<T>(
        string name, CallArguments arguments = default, CallOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Calls a function that answers with an async sequence, and reads it.</summary>
    /// <remarks>
    /// Nothing is sent before the enumeration begins; each enumeration is a call of its own. Leaving it runs the generator's
    /// <c>finally</c>.
    /// </remarks>
    /// <typeparam name="T">An item: any type that the serializer knows.</typeparam>
    /// <param name="name">The function's name.</param>
    /// <param name="arguments">The arguments, in brackets: <c>[1, "a"]</c>. Default: none.</param>
    /// <param name="options">
    /// What this call does differently. The time-out ends with the answer, which is the beginning of the sequence. Default: nothing.
    /// </param>
    /// <param name="cancellationToken">Ends the enumeration, and cancels the work on the other side.</param>
    /// <inheritdoc cref="InvokeAsync{T}" path="/exception"/>
    IAsyncEnumerable<T> StreamAsync<T>(
        string name, CallArguments arguments = default, CallOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Calls a function without asking for an answer; completes when the message is written.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="arguments">The arguments, in brackets: <c>[1, "a"]</c>. Default: none.</param>
    /// <param name="cancellationToken">Takes the message back, as long as none of it is written.</param>
    /// <exception cref="ArgumentException">An argument cannot be carried; the message names its path. Nothing was sent.</exception>
    /// <exception cref="NodePipeException">
    /// The connection has ended: a <see cref="NodeExitedException"/> where the child process has.
    /// </exception>
    /// <exception cref="ObjectDisposedException">What was called is disposed.</exception>
    Task NotifyAsync(string name, CallArguments arguments = default, CancellationToken cancellationToken = default);

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
    /// <exception cref="ObjectDisposedException">What is to call it is disposed.</exception>
    IDisposable Handle(string name, FunctionHandler handler);
}
