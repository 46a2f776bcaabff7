namespace NodePipe.Errors;

/// <summary>How what has a lifetime is disposed: once, by whoever asks first, and whoever asks again waits for the same end.</summary>
/// <param name="dispose">What there is to do.</param>
internal sealed class Disposal(Func<Task> dispose)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _hasBegun;

    /// <summary>Whether somebody has asked for it.</summary>
    public bool HasBegun => Volatile.Read(ref _hasBegun) != 0;

    /// <summary>Begins it, unless it has begun; completes with it.</summary>
    public ValueTask RunAsync()
    {
        if (Interlocked.Exchange(ref _hasBegun, 1) == 0)
        {
            _ = RunOnceAsync();
        }

        return new ValueTask(_done.Task);
    }

    private async Task RunOnceAsync()
    {
        try
        {
            await dispose().ConfigureAwait(false);
            _done.SetResult();
        }
#pragma warning disable CA1031 // Whoever waits is told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _done.SetException(error);
        }
    }
}
