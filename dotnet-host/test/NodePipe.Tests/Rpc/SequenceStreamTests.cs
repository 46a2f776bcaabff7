using System.Runtime.CompilerServices;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>Bytes that the other side makes, read as a stream.</summary>
public sealed class SequenceStreamTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task A_read_that_is_cancelled_ends_alone_and_the_next_one_goes_on()
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        pair.Left.Handle("bytes", () => Bytes());
        await using Stream stream = await pair.Right.InvokeAsync<Stream>("bytes");
        byte[] buffer = new byte[10];
        Assert.Equal(2, await stream.ReadAsync(buffer));
        using CancellationTokenSource cancelled = new();
        Task<int> read = stream.ReadAsync(buffer, cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(Limits.Wait));
        gate.SetResult();
        Assert.Equal(1, await stream.ReadAsync(buffer));
        Assert.Equal(3, buffer[0]);
        Assert.Equal(0, await stream.ReadAsync(buffer));

        async IAsyncEnumerable<byte[]> Bytes()
        {
            yield return [1, 2];
            await gate.Task;
            yield return [3];
        }
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(true), InlineData(false)]
    public async Task Disposing_while_it_waits_ends_the_source_and_the_read(bool isCancelled)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        pair.Left.Handle("stall", () => Stall());
        Stream stream = await pair.Right.InvokeAsync<Stream>("stall");
        using CancellationTokenSource cancelled = new();
        Task<int> read = stream.ReadAsync(new byte[10], cancelled.Token).AsTask();
        if (isCancelled)
        {
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(Limits.Wait));
        }

        stream.Dispose();
        await ended.Task.WaitAsync(Limits.Wait);
        if (!isCancelled)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => read.WaitAsync(Limits.Wait));
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stream.ReadExactlyAsync(new byte[10], CancellationToken.None));

        async IAsyncEnumerable<byte[]> Stall([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                yield return [1];
            }
            finally
            {
                ended.SetResult();
            }
        }
    }
}
