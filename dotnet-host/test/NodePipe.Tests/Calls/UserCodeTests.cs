using System.Runtime.CompilerServices;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

/// <summary>What users register with a token may throw, block or call back: the connection goes on.</summary>
public sealed class UserCodeTests
{
    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_callback_of_the_token_that_throws_harms_nobody_else(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("cancelling.mjs", transport);
        node.Handle("wait", async (CancellationToken cancellationToken) =>
        {
            cancellationToken.Register(() => throw new InvalidOperationException("from the callback"));
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        Assert.Equal("ERR_NODEPIPE_TIMEOUT", await node.InvokeAsync<string>("callHostWithTimeout", [5]));
        Assert.Equal("ERR_NODEPIPE_TIMEOUT", await node.InvokeAsync<string>("callHostWithTimeout", [5]).WaitAsync(Limits.Wait));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_callback_of_the_token_may_call_back(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("cancelling.mjs", transport);
        TaskCompletionSource<Aborts> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Handle("wait", async (CancellationToken cancellationToken) =>
        {
            cancellationToken.Register(() => answered.SetResult(node.Invoke<Aborts>("state")));
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        Assert.Equal("ERR_NODEPIPE_TIMEOUT", await node.InvokeAsync<string>("callHostWithTimeout", [5]).WaitAsync(Limits.Wait));
        Assert.Equal(new Aborts(0, 0), await answered.Task.WaitAsync(Limits.Wait));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task What_goes_on_in_a_callback_of_the_token_may_block_while_other_processes_are_served(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("cancelling.mjs", transport);
        await using NodeProcess other = await Modules.StartAsync("values.mjs", transport);
        TaskCompletionSource blocking = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim gate = new();
        node.Handle("wait", async (CancellationToken cancellationToken) =>
        {
            TaskCompletionSource never = new();
            using CancellationTokenRegistration registration = cancellationToken.Register(() => never.TrySetCanceled(CancellationToken.None));
            try
            {
                await never.Task;
            }
            finally
            {
                blocking.SetResult();
                gate.Wait(CancellationToken.None);
            }
        });
        Assert.Equal("ERR_NODEPIPE_TIMEOUT", await node.InvokeAsync<string>("callHostWithTimeout", [5]).WaitAsync(Limits.Wait));
        await blocking.Task.WaitAsync(Limits.Wait);
        try
        {
            Assert.Equal(7, await other.InvokeAsync<int>("echo", [7]).WaitAsync(Limits.Wait));
            Assert.Equal(new Aborts(0, 0), await node.InvokeAsync<Aborts>("state").WaitAsync(Limits.Wait));
        }
        finally
        {
            gate.Set();
        }
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_sequence_that_nobody_reads_on_may_call_back_when_it_ends(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("sequences.mjs", transport);
        TaskCompletionSource<int> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.Equal(1, await node.InvokeAsync<int>("first", [Endless()]).WaitAsync(Limits.Wait));
        Assert.Equal(0, await answered.Task.WaitAsync(Limits.Wait));

        async IAsyncEnumerable<int> Endless([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            TaskCompletionSource never = new();
            await using CancellationTokenRegistration registration = cancellationToken.Register(never.SetCanceled);
            yield return 1;
            try
            {
                await never.Task;
            }
            finally
            {
                answered.SetResult(node.Invoke<State>("state", [], CancellationToken.None).Made);
            }
        }
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Disposing_the_node_ends_the_child_whatever_a_callback_of_the_token_throws(ChildTransport transport)
    {
        NodeProcess node = await Modules.StartAsync("cancelling.mjs", transport);
        TaskCompletionSource isWaiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Handle("wait", async (CancellationToken cancellationToken) =>
        {
            cancellationToken.Register(() => throw new InvalidOperationException("from the callback"));
            isWaiting.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        Task call = node.InvokeAsync("callHost");
        await isWaiting.Task.WaitAsync(Limits.Wait);
        await node.DisposeAsync();
        Assert.True(node.Process.Exited.IsCompleted);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
    }

    private sealed record Aborts(int Started, int Aborted);

    private sealed record State(int Made, int Finished);
}
