namespace NodePipe.Rpc.Calls;

/// <summary>What is known of a connection's end: that it is near, and why, once that has been found out.</summary>
internal sealed class ConnectionEnding(TimeProvider clock)
{
    /// <summary>How long one side waits for the other, or for users' code, once there is nothing more to come.</summary>
    public static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(1);

    /// <summary>After which a caller that blocks no longer waits for the reason: no thread may be left to find it out.</summary>
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource<Exception> _reason = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _dueSince;
    private volatile bool _isInputOver;
    private volatile bool _isDue;

    /// <summary>Nothing more comes from the other side.</summary>
    public void NoteInputOver()
    {
        _isInputOver = true;
        NoteDue();
    }

    /// <summary>What is open is going to end.</summary>
    public void NoteDue()
    {
        Interlocked.CompareExchange(ref _dueSince, clock.GetTimestamp(), 0);
        _isDue = true;
    }

    /// <summary>Why everything ends is known.</summary>
    public void SetReason(Exception reason) => _reason.TrySetResult(reason);

    /// <summary>Completes after a moment, in which the other side may do what is left to do.</summary>
    public Task FarewellAsync() => Task.Delay(FarewellTime, clock);

    /// <summary>Why what is open ends, where that should long have been found out; null before.</summary>
    public Exception? Overdue() => !_isDue || clock.GetElapsedTime(Volatile.Read(ref _dueSince)) <= LongestSearch ? null
        : _isInputOver ? Closed()
        : new NodePipeException("Nothing can be asked any more, for the other side no longer reads.");

    /// <summary>The reason where nothing better is known.</summary>
    public static NodePipeException Closed() => new("The other side closed the connection.");

    /// <summary>Why a write failed. The reader comes to know, unless the other side has closed only what it reads.</summary>
    public async Task<Exception> ExplainAsync(Exception failure, string what)
    {
        await Task.WhenAny(_reason.Task, FarewellAsync()).ConfigureAwait(false);
        if (_isInputOver || _reason.Task.IsCompleted)
        {
            return await _reason.Task.ConfigureAwait(false);
        }

        string why = failure is IOException ? "the other side no longer reads" : "one before it could not be written whole";
        return new NodePipeException($"{what}, for {why}: {failure.Message}", failure);
    }
}
