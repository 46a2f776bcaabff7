namespace NodePipe.Rpc.Calls;

/// <summary>Runs work on the thread pool, one piece after another, in order. What one throws keeps none of the others back.</summary>
internal class BackgroundWork : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly Queue<Func<ValueTask>> _work = new();
    private bool _isRunning;

    public void Enqueue(Action work) => Enqueue(() =>
    {
        work();
        return ValueTask.CompletedTask;
    });

    public void Enqueue(Func<ValueTask> work)
    {
        lock (_lock)
        {
            _work.Enqueue(work);
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        Schedule();
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    /// <summary>There is work: sees to it that <see cref="RunAsync"/> is called.</summary>
    protected virtual void Schedule() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <summary>Runs what is there, and what comes meanwhile.</summary>
    protected async Task RunAsync()
    {
        while (true)
        {
            Func<ValueTask>? work;
            lock (_lock)
            {
                _isRunning = _work.TryDequeue(out work);
            }

            if (work is null)
            {
                return;
            }

            try
            {
                await work().ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Whoever gave the work has seen to its errors; what is left is that of a log which throws.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }
    }
}
