using System.Runtime.CompilerServices;
using System.Text;
using NodePipe.Errors;
using NodePipe.Framing;
using NodePipe.Hosting;
using NodePipe.Processes;

namespace NodePipe;

/// <summary>Lines of text to and from a Node child, over two inherited anonymous pipes.</summary>
/// <remarks>Sending and reading may go on at the same time, from any thread; one enumeration reads at a time.</remarks>
public sealed class LineChannel : IAsyncDisposable
{
    private readonly FrameInbox<string> _inbox;
    private readonly Endpoint _endpoint;
    private readonly LineWriter _writer;
    private readonly Disposal _disposal;
    private int _isReading;
    private volatile bool _isCompleted;

    private LineChannel(PipedProcess process, int maxMessageLength)
    {
        Process = process;
        _endpoint = process.GetEndpoint(NodeChild.WriteDescriptor, NodeChild.ReadDescriptor);
        _disposal = new Disposal(DisposeOnceAsync);
        _writer = new LineWriter(_endpoint.Output);
        _endpoint.CompleteWriting = _writer.CompleteAsync;
        _inbox = new FrameInbox<string>(
            _endpoint.Input, MessageFraming.Lines.CreateReader(maxMessageLength), static line => Encoding.UTF8.GetString(line.Span));
    }

    /// <summary>The child process.</summary>
    public PipedProcess Process { get; }

    /// <summary>Starts a Node child.</summary>
    /// <param name="options">What to start, and how. Default: the echo program.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names every fault.</exception>
    /// <exception cref="NodeStartException">Node or the program was not found, or the system refused.</exception>
    public static LineChannel Start(LineChannelOptions? options = null)
    {
        options = ProcessOptions.Take(options ?? new LineChannelOptions());
        PipedProcess process = NodeChild.Start(options, options.Program);
        try
        {
            return new LineChannel(process, options.MaxMessageLength);
        }
        catch (Exception error)
        {
            // Nobody else knows of it.
            process.Abandon();
            throw StartRefusal.IsShortage(error) ? StartRefusal.From(options.NodePath, error) : error;
        }
    }

    /// <summary>Sends a line, whole.</summary>
    /// <param name="line">The text, without a line end.</param>
    /// <param name="cancellationToken">Withdraws the line as long as none of it is written.</param>
    /// <exception cref="ArgumentException">The text holds a line end.</exception>
    /// <exception cref="NodeExitedException">The child is gone.</exception>
    /// <exception cref="InvalidOperationException">The channel was told that nothing more comes.</exception>
    /// <exception cref="ObjectDisposedException">The channel is disposed.</exception>
    public async Task SendAsync(string line, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        try
        {
            await _writer.WriteLineAsync(line, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            ThrowIfClosed();
            throw (await StopAsync(cancellationToken).ConfigureAwait(false)).ToException("The line was not sent");
        }
    }

    /// <summary>
    /// Tells the child that nothing more comes: behind the lines that were sent before it sees end of file, answers what it
    /// has, and ends.
    /// </summary>
    public Task CompleteAsync()
    {
        _isCompleted = true;
        return _writer.CompleteAsync();
    }

    /// <summary>
    /// The lines that the child sends, as they come, until it ends. Leaving the enumeration loses no line: the next one
    /// goes on where it stopped.
    /// </summary>
    /// <exception cref="NodeExitedException">The child was killed or ended with another code than 0.</exception>
    /// <exception cref="NodeProtocolException">A line is longer than the limit; the child is stopped.</exception>
    /// <exception cref="InvalidOperationException">Another enumeration is reading.</exception>
    public async IAsyncEnumerable<string> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposal.HasBegun, this);
        if (Interlocked.Exchange(ref _isReading, 1) != 0)
        {
            throw new InvalidOperationException("The channel is being read already. End that enumeration first.");
        }

        try
        {
            while (await _inbox.ReadAsync(cancellationToken).ConfigureAwait(false) is { HasFrame: true } received)
            {
                yield return received.Frame;
            }
        }
        finally
        {
            Volatile.Write(ref _isReading, 0);
        }

        if (_inbox.Failure is NodeProtocolException fault)
        {
            Process.Kill();
            throw fault;
        }

        // A Node process that reads by fs streams cannot exit before its own read ends: our end of file frees it.
        ProcessExit exit = await StopAsync(cancellationToken).ConfigureAwait(false);
        if (!exit.IsSuccess && !_disposal.HasBegun)
        {
            throw exit.ToException("The channel ended");
        }
    }

    /// <summary>
    /// Stops the child in order: lets the line that is being written go out, closes the child's input, waits, asks it to
    /// end, kills it. Lines whose turn has not come are not sent.
    /// </summary>
    public ValueTask DisposeAsync() => _disposal.RunAsync();

    private async Task DisposeOnceAsync()
    {
        _writer.Close();
        await Process.DisposeAsync().ConfigureAwait(false);
        await _endpoint.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Stops the child; a token ends the wait for it alone.</summary>
    private Task<ProcessExit> StopAsync(CancellationToken cancellationToken) =>
        Process.StopAsync(CancellationToken.None).WaitAsync(cancellationToken);

    private void ThrowIfClosed()
    {
        ObjectDisposedException.ThrowIf(_disposal.HasBegun, this);
        if (_isCompleted)
        {
            throw new InvalidOperationException("CompleteAsync told the child that nothing more comes; no line can be sent after it.");
        }
    }
}
