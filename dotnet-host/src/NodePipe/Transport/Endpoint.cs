using System.Globalization;
using System.Net.Sockets;
using NodePipe.Transport;

namespace NodePipe;

/// <summary>
/// What carries messages: the bytes that the other side writes, the bytes that it reads, and the reason why it ended, where that
/// can be known. It is made for one user, which disposes it.
/// </summary>
/// <remarks>The pipes and the standard streams of a child process are endpoints of its <c>PipedProcess</c>.</remarks>
public sealed class Endpoint : IAsyncDisposable
{
    /// <summary>The variable in which a parent passes the number of the descriptor that is read, unless it names another one.</summary>
    internal const string ReadVariable = "NODEPIPE_READ_FD";

    /// <summary>The variable with the number of the one that is written.</summary>
    internal const string WriteVariable = "NODEPIPE_WRITE_FD";

    /// <summary>The variable by which the watchdog of a parent in Node finds the program that it has started, and nobody else.</summary>
    internal const string StartVariable = "NODEPIPE_START";

    private readonly Stream? _inputStream;
    private int _isTaken;
    private volatile bool _isDisposed;

    /// <param name="input">What the other side writes.</param>
    /// <param name="output">What the other side reads.</param>
    /// <param name="explainEnd">Asked why the other side is gone; it may take its time.</param>
    internal Endpoint(ByteSource input, Stream output, Func<Task<Exception>>? explainEnd = null)
    {
        Input = input;
        Output = output;
        ExplainEnd = explainEnd;
    }

    private Endpoint(Stream input, Stream output)
        : this(
            (input as IExplainedStream)?.OpenSource() ?? ByteSource.FromStream(input), output,
            input is IExplainedStream explained ? explained.ExplainEndAsync : null) =>
        _inputStream = input;

    /// <summary>What the other side writes, to be started by the one who has taken the endpoint.</summary>
    internal ByteSource Input { get; }

    /// <summary>What the other side reads; to be closed by <see cref="CloseOutputAsync"/>.</summary>
    internal Stream Output { get; }

    /// <summary>Asked why the other side is gone, for which it may take its time; null where nobody knows better.</summary>
    internal Func<Task<Exception>>? ExplainEnd { get; }

    /// <summary>
    /// Closes the output as soon as what is being written is whole; set by the one who writes there. Called where the process at
    /// the other end is stopped.
    /// </summary>
    internal Func<Task>? CompleteWriting { get; set; }

    /// <summary>Two streams; a single one in both directions, such as a socket's, is given twice.</summary>
    /// <param name="input">What the other side writes. The endpoint disposes it.</param>
    /// <param name="output">What the other side reads. The endpoint disposes it.</param>
    /// <exception cref="ArgumentException">
    /// The input cannot be read, or the output cannot be written: perhaps they are the wrong way round.
    /// </exception>
    public static Endpoint FromStreams(Stream input, Stream output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ThrowIfSwapped(input, output);
        return new Endpoint(input, output);
    }

    /// <summary>
    /// Two descriptors that this process has inherited, such as the ones that a parent passes on its command line. From then on
    /// they are the endpoint's, and no child of this process gets them. One socket in both directions is given twice.
    /// </summary>
    /// <param name="read">The number of the one that is read.</param>
    /// <param name="write">The number of the one that is written.</param>
    /// <exception cref="ArgumentException">One is not open, or they are the wrong way round.</exception>
    /// <exception cref="IOException">The system has no room for it, such as no free descriptor. A later try may succeed.</exception>
    /// <exception cref="PlatformNotSupportedException">On Windows, where descriptors have no numbers.</exception>
    public static Endpoint FromDescriptors(int read, int write)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Descriptors have no numbers on Windows. Open streams, and use Endpoint.FromStreams.");
        }

        ReferencedCode.Load();
        Descriptors.ThrowIfSwapped(read, write);
        if (read == write)
        {
            Stream socket = Descriptors.OpenSocket(read);
            return new Endpoint(socket, socket);
        }

        return new Endpoint(Descriptors.OpenToRead(read), Descriptors.OpenToWrite(write));
    }

    /// <summary>
    /// Two inherited descriptors whose numbers are found in the environment; see <see cref="FromDescriptors"/>. By default under the
    /// names that <c>start()</c> of the npm package sets for the program that it starts.
    /// </summary>
    /// <param name="readVariable">The variable that holds the number of the one that is read. Default: <c>NODEPIPE_READ_FD</c>.</param>
    /// <param name="writeVariable">The variable that holds the number of the one that is written. Default: <c>NODEPIPE_WRITE_FD</c>.</param>
    /// <exception cref="InvalidOperationException">A variable is not set, or holds no number.</exception>
    /// <exception cref="ArgumentException">One is not open, or they are the wrong way round.</exception>
    /// <exception cref="PlatformNotSupportedException">On Windows, where descriptors have no numbers.</exception>
    /// <remarks>The variables are taken away, so that nobody opens the same descriptors again, neither here nor in a program that is started.</remarks>
    public static Endpoint FromEnvironment(string readVariable = ReadVariable, string writeVariable = WriteVariable)
    {
        ArgumentException.ThrowIfNullOrEmpty(readVariable);
        ArgumentException.ThrowIfNullOrEmpty(writeVariable);
        Endpoint endpoint = FromDescriptors(NumberIn(readVariable), NumberIn(writeVariable));
        Environment.SetEnvironmentVariable(readVariable, null);
        Environment.SetEnvironmentVariable(writeVariable, null);
        return endpoint;
    }

    /// <summary>
    /// The standard input and output of this process, for a program whose parent speaks over them. They are the endpoint's from
    /// then on: what is printed goes to standard error, so nothing mixes with the messages. To be called before anything is printed.
    /// </summary>
    /// <exception cref="InvalidOperationException">They are an endpoint already.</exception>
    /// <exception cref="IOException">The system has no room for it, such as no free descriptor. A later try may succeed.</exception>
    public static Endpoint StandardStreams()
    {
        ReferencedCode.Load();
        (Stream input, Stream output) = Transport.StandardStreams.Take();
        return new Endpoint(input, output);
    }

    /// <summary>
    /// Two endpoints in this process, of which each reads what the other writes. Like a pipe each way holds 64 KiB; who writes
    /// more waits for the reader.
    /// </summary>
    public static (Endpoint First, Endpoint Second) CreatePair()
    {
        MemoryPipe there = new();
        MemoryPipe back = new();
        return (new Endpoint(back.Reader, there.Writer), new Endpoint(there.Reader, back.Writer));
    }

    /// <summary>Closes both directions.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;

        // First, for a socket cannot be disposed while it is read.
        await Input.DisposeAsync().ConfigureAwait(false);
        await Output.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Makes sure that nobody else uses it.</summary>
    /// <exception cref="InvalidOperationException">Somebody does.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed before anybody used it.</exception>
    internal void Take()
    {
        if (Volatile.Read(ref _isTaken) == 0)
        {
            // Otherwise the other side would be blamed for the end.
            ObjectDisposedException.ThrowIf(_isDisposed, this);
        }

        if (Interlocked.Exchange(ref _isTaken, 1) != 0)
        {
            throw new InvalidOperationException("The endpoint is in use already: each carries one channel or connection.");
        }
    }

    /// <summary>
    /// Tells the other side that nothing more comes. A stream in both directions that knows no such end stays open until the
    /// endpoint is disposed.
    /// </summary>
    internal async ValueTask CloseOutputAsync()
    {
        if (!ReferenceEquals(_inputStream, Output))
        {
            await Output.DisposeAsync().ConfigureAwait(false);
        }
        else if (Output is NetworkStream network)
        {
            try
            {
                network.Socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The other side is gone: it needs no telling.
            }
        }
    }

    /// <summary>
    /// Closes the output where nothing of use comes any more either, or what goes out is torn: as <see cref="CloseOutputAsync"/>,
    /// and a stream in both directions is closed whole.
    /// </summary>
    internal async ValueTask AbandonOutputAsync()
    {
        await CloseOutputAsync().ConfigureAwait(false);
        if (ReferenceEquals(_inputStream, Output))
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends the output in order: see <see cref="CompleteWriting"/>.</summary>
    internal Task CompleteAsync() => CompleteWriting is null ? CloseOutputAsync().AsTask() : CompleteWriting();

    /// <summary>
    /// Why the other side is gone; null where there is nothing to be known, or it is not known in time.
    /// </summary>
    internal async Task<Exception?> ExplainEndAsync(TimeSpan patience, TimeProvider clock)
    {
        if (ExplainEnd is null)
        {
            return null;
        }

        try
        {
            return await ExplainEnd().WaitAsync(patience, clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static void ThrowIfSwapped(Stream input, Stream output)
    {
        if (!input.CanRead && !output.CanWrite && input.CanWrite && output.CanRead)
        {
            throw new ArgumentException(
                "The input cannot be read, and the output cannot be written: swap them. The input is what the other side writes.");
        }

        if (!input.CanRead || !output.CanWrite)
        {
            throw new ArgumentException(input.CanRead
                ? "The output cannot be written. Give the stream that the other side reads."
                : "The input cannot be read. Give the stream that the other side writes.");
        }
    }

    private static int NumberIn(string variable)
    {
        string text = Environment.GetEnvironmentVariable(variable)
            ?? throw new InvalidOperationException(
                $"The environment variable {variable} is not set. Whoever starts this process has to put the number of a descriptor there.");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new InvalidOperationException($"The environment variable {variable} holds '{text}', which is no number of a descriptor.");
    }
}
