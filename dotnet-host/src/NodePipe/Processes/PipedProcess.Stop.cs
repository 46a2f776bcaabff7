namespace NodePipe;

/// <content>How a process is brought to its end.</content>
public sealed partial class PipedProcess
{
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(1);

    private readonly Lock _stopping = new();
    private Task<ProcessExit>? _stop;

    /// <summary>Ends the process and its children at once (SIGKILL). Does nothing once it is gone.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Closes every pipe that the child reads, and its standard input: it sees end of file.</summary>
    public async Task CompleteInputAsync()
    {
        foreach (Endpoint endpoint in _endpoints)
        {
            await endpoint.CompleteAsync().ConfigureAwait(false);
        }

        foreach (Stream input in _inputs)
        {
            await input.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Stops the process in order: closes what the child reads, waits, sends SIGTERM, waits, kills. Cancelling skips
    /// the waits.
    /// </summary>
    /// <returns>How it ended.</returns>
    public Task<ProcessExit> StopAsync(CancellationToken cancellationToken = default)
    {
        Task<ProcessExit> stop;
        lock (_stopping)
        {
            stop = _stop ??= StopInOrderAsync();
        }

        return cancellationToken.CanBeCanceled ? KillWhenCancelledAsync(stop, cancellationToken) : stop;
    }

    /// <summary>Whether an orderly stop has had to end the process, which had not ended by itself.</summary>
    internal bool IsForced { get; private set; }

    /// <summary>Why the child writes no more, as an error: how it ended, for which it has <see cref="ProcessOptions.ExitTimeout"/>, and a second at least.</summary>
    internal async Task<Exception> ExplainEndAsync() => await ExitsWithinAsync(PatienceAtEnd).ConfigureAwait(false)
        ? (await Exited.ConfigureAwait(false)).ToException("The connection ended")
        : new NodePipeException($"The other side closed the connection, and process {Id} goes on.");

    /// <summary>A process that exits closes its pipes a little before: also where a stop would not wait, its end does.</summary>
    private TimeSpan PatienceAtEnd => _options.ExitTimeout >= TimeSpan.Zero && _options.ExitTimeout < LeastPatience
        ? LeastPatience
        : _options.ExitTimeout;

    private async Task<ProcessExit> StopInOrderAsync()
    {
        _process.NoteFamily();

        // Not awaited: it may wait for a child that does not read.
        Task completed = CompleteInputAsync();
        if (!await ExitsWithinAsync(_options.ExitTimeout).ConfigureAwait(false))
        {
            IsForced = true;
            _process.Terminate();
            if (!await ExitsWithinAsync(_options.TerminateTimeout).ConfigureAwait(false))
            {
                _process.Kill();
            }
        }

        ProcessExit exit = await Exited.ConfigureAwait(false);
        await completed.ConfigureAwait(false);
        return exit;
    }

    private async Task<bool> ExitsWithinAsync(TimeSpan timeout)
    {
        try
        {
            await Exited.WaitAsync(timeout, _options.TimeProvider).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<ProcessExit> KillWhenCancelledAsync(Task<ProcessExit> stop, CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister(static process => ((PipedProcess)process!).Kill(), this))
        {
            return await stop.ConfigureAwait(false);
        }
    }
}
