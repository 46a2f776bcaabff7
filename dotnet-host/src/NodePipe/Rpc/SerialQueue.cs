namespace NodePipe.Rpc;

/// <summary>Runs work on the thread pool, one piece after another, in order. The work must not throw.</summary>
internal sealed class SerialQueue : IThreadPoolWorkItem
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

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private async Task RunAsync()
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

            await work().ConfigureAwait(false);
        }
    }
}
