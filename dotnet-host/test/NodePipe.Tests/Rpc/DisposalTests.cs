using Xunit;

namespace NodePipe.Tests.Rpc;

public sealed class DisposalTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Whoever_disposes_again_waits_for_the_same_end()
    {
        SlowToClose output = new();
        RpcConnection connection = new(Stream.Null, output);
        Task first = connection.DisposeAsync().AsTask();
        Task second = connection.DisposeAsync().AsTask();
        Assert.False(first.IsCompleted);
        Assert.False(second.IsCompleted);
        output.Closed.SetResult();
        await Task.WhenAll(first, second).WaitAsync(Limits.Wait);
    }

    private sealed class SlowToClose : MemoryStream
    {
        public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask DisposeAsync()
        {
            await Closed.Task;
            await base.DisposeAsync();
        }
    }
}
