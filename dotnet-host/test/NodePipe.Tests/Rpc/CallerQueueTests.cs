using NodePipe.Rpc.Calls;
using Xunit;

namespace NodePipe.Tests.Rpc;

public sealed class CallerQueueTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

    [Fact(Timeout = Limits.Test)]
    public async Task Work_is_run_in_order_by_the_thread_that_waits_and_by_the_pool_once_it_has_left()
    {
        CallerQueue queue = new();
        List<(int Number, bool IsOnPool)> run = [];
        void Add(int number) => queue.Enqueue(() =>
        {
            lock (run)
            {
                run.Add((number, Thread.CurrentThread.IsThreadPoolThread));
            }
        });
        TaskCompletionSource done = new();
        Thread caller = new(() =>
        {
            queue.RunOrWait(Moment);
            Add(1);
            Add(2);
            queue.RunOrWait(Moment);

            // Not run any more by this thread: the call has ended meanwhile.
            Add(3);
            queue.Leave();
            Add(4);
            done.SetResult();
        });
        caller.Start();
        await done.Task.WaitAsync(Limits.Wait);
        await Limits.UntilAsync(() => run.Count == 4, "all has run");
        Assert.Equal([(1, false), (2, false), (3, true), (4, true)], run);
    }
}
