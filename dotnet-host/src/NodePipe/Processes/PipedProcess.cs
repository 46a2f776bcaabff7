using System.IO.Pipes;
using NodePipe.Errors;
using NodePipe.Processes;
using NodePipe.Transport;
using NodePipe.Transport.Linux;

namespace NodePipe;

/// <summary>
/// A child process that inherits anonymous pipes at descriptor numbers of the caller's choice. The one type that
/// starts processes.
/// </summary>
public sealed partial class PipedProcess : IAsyncDisposable
{
    private static readonly TimeSpan ListenersMoment = TimeSpan.FromSeconds(1);

    private readonly PipedProcessOptions _options;
    private readonly ProcessLogs _logs;
    private readonly LaunchedProcess _process;
    private readonly Dictionary<int, Stream> _pipes;
    private readonly List<Stream> _inputs;
    private readonly Dictionary<int, string> _names;
    private readonly CancellationTokenSource _exited = new();
    private readonly ChildOutput _standardOutput;
    private readonly OutputLines? _output;
    private readonly OutputLines _error;
    private readonly Disposal _disposal;

    private PipedProcess(
        PipedProcessOptions options, ProcessLogs logs, IProcessLauncher launcher, LaunchedProcess process,
        IReadOnlyDictionary<InheritedPipe, AnonymousPipeServerStream> pipes, Dictionary<int, string> names)
    {
        _options = options;
        _logs = logs;
        _process = process;
        _names = names;
        _disposal = new Disposal(DisposeOnceAsync);
        Launcher = launcher.Kind;
        _pipes = pipes.ToDictionary(
            pair => pair.Key.Descriptor,
            pair => pair.Key.IsLifeline ? pair.Value
                : pair.Key.IsReadByChild ? OpenWriter(pair.Value, pair.Key.MayGrow)
                : new ChildOutput(this, ByteSource.FromPipe(pair.Value, pair.Key.MayGrow, _exited.Token)));
        StandardInput = process.StandardInput is PipeStream input ? OpenWriter(input, mayGrow: true) : process.StandardInput;
        _inputs = [.. options.Pipes.Where(pipe => pipe is { IsReadByChild: true, IsLifeline: false }).Select(pipe => _pipes[pipe.Descriptor])];
        if (StandardInput is not null)
        {
            _inputs.Add(StandardInput);
        }

        _standardOutput = new ChildOutput(this, OpenOutput(process.StandardOutput));
        if (!options.RedirectStandardOutput)
        {
            _output = new OutputLines(
                _standardOutput.OpenSource(), options.OnOutputLine ?? (line => logs.OutputLine(Id, line)),
                error => logs.ListenerThrew(error, Id, "output"), 0, _exited.Token);
        }

        _error = new OutputLines(
            OpenOutput(process.StandardError), options.OnErrorLine ?? (line => logs.ErrorLine(Id, line)),
            error => logs.ListenerThrew(error, Id, "error"), options.ErrorTailLines, _exited.Token);
        _output?.Start();
        _error.Start();
        Exited = WaitForExitAsync();
        Quietly.Observe(LogExitAsync());
    }

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <summary>The launcher that started it.</summary>
    public LauncherKind Launcher { get; }

    /// <summary>
    /// Completes when the process has ended and its last output has been handed on. It waits for neither of two that could
    /// keep it back: for end of file on a pipe, of which a foreign process may hold a copy, and, longer than 1 s, for a
    /// listener that has not returned by then; that one still gets the lines that are left, as soon as it does.
    /// </summary>
    public Task<ProcessExit> Exited { get; }

    /// <summary>The child's standard input; null unless it was asked for.</summary>
    public Stream? StandardInput { get; }

    /// <summary>The host's end of the pipe that was asked for at this number in the child.</summary>
    /// <exception cref="ArgumentException">No pipe was asked for at this number.</exception>
    public Stream GetPipe(int descriptor) => _pipes.TryGetValue(descriptor, out Stream? pipe)
        ? pipe
        : throw NoPipeAt(descriptor);

    /// <summary>The same pipe, which the child writes, as a source that hands bytes on. It takes the place of the stream.</summary>
    internal ByteSource OpenSource(int descriptor) => ((ChildOutput)_pipes[descriptor]).OpenSource();

    /// <summary>
    /// What the child is told about the pipe that was asked for at this number: the number by which it finds it. It is the
    /// same, except with <see cref="LauncherKind.Portable"/>.
    /// </summary>
    /// <exception cref="ArgumentException">No pipe was asked for at this number.</exception>
    public string NameInChild(int descriptor) =>
        _names.TryGetValue(descriptor, out string? name) ? name : throw NoPipeAt(descriptor);

    /// <summary>Stops the process (see <see cref="StopAsync"/>) and closes its pipes.</summary>
    public ValueTask DisposeAsync() => _disposal.RunAsync();

    private async Task DisposeOnceAsync()
    {
        await StopAsync().ConfigureAwait(false);
        ClosePipes();
    }

    private void ClosePipes()
    {
        foreach (Stream pipe in _pipes.Values)
        {
            pipe.Dispose();
        }

        _standardOutput.Dispose();
        _process.Dispose();
    }

    private ArgumentException NoPipeAt(int descriptor) =>
        new($"The process has no pipe at {descriptor}; it has {string.Join(", ", _pipes.Keys)}.", nameof(descriptor));

    private ByteSource OpenOutput(Stream output) => output is PipeStream pipe
        ? ByteSource.FromPipe(pipe, mayGrow: false, _exited.Token)
        : new StreamSource(output, _exited.Token);

    private static Stream OpenWriter(PipeStream pipe, bool mayGrow) => OperatingSystem.IsLinux() ? new DirectPipeWriter(pipe, mayGrow) : pipe;

    private async Task<ProcessExit> WaitForExitAsync()
    {
        ExitStatus status = await _process.Exited.ConfigureAwait(false);
        await _exited.CancelAsync().ConfigureAwait(false);
        await AbandonInputAsync().ConfigureAwait(false);
        await Task.WhenAll(_output?.ReadToEnd ?? Task.CompletedTask, _error.ReadToEnd).ConfigureAwait(false);
        await WaitForListenersAsync().ConfigureAwait(false);
        return new ProcessExit(Id, status.Code, status.Signal, _error.Tail());
    }

    /// <summary>A listener may itself wait for the end of the process: it gets a moment, and not more.</summary>
    private async Task WaitForListenersAsync()
    {
        try
        {
            await Task.WhenAll(_output?.Completed ?? Task.CompletedTask, _error.Completed)
                .WaitAsync(ListenersMoment, _options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // They go on by themselves.
        }
    }

    /// <summary>Apart from the ending itself: the log is the user's, and may block.</summary>
    private async Task LogExitAsync()
    {
        ProcessExit exit = await Exited.ConfigureAwait(false);
        _logs.Exited(Id, exit.Code, exit.Signal);
    }

    /// <summary>Ends what still waits to be written: a foreign process that holds a copy of a pipe could keep it waiting.</summary>
    private async Task AbandonInputAsync()
    {
        foreach (Stream input in _inputs)
        {
            if (input is DirectPipeWriter writer)
            {
                writer.Abandon();
            }
            else
            {
                await input.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
