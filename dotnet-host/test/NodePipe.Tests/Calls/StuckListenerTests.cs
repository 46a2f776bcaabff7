using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

/// <summary>A listener to progress that does not return keeps its call from no end but the result.</summary>
public sealed class StuckListenerTests
{
    public static TheoryData<string> Ends => ["time-out", "token", "kill", "dispose"];

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ends))]
    public async Task A_call_that_is_given_up_ends_at_once(string end)
    {
        using ManualResetEventSlim released = new();
        TaskCompletionSource stuck = new();
        using CancellationTokenSource cancellation = new();
        await using NodeProcess node = await Modules.StartAsync("neighbours.mjs", Modules.Options());
        CallOptions options = new()
        {
            Timeout = end == "time-out" ? TimeSpan.FromMilliseconds(300) : null,
            OnProgress = _ =>
            {
                stuck.TrySetResult();
                released.Wait();
            },
        };
        Task<string> call = node.InvokeAsync<string>("hold", [new Func<string, string>(step => step)], options, cancellation.Token);
        await stuck.Task.WaitAsync(Limits.Wait);
        switch (end)
        {
            case "token":
                await cancellation.CancelAsync();
                break;
            case "kill":
                node.Process.Kill();
                break;
            case "dispose":
                await node.DisposeAsync();
                break;
        }

        Exception? error = await Record.ExceptionAsync(() => call.WaitAsync(Limits.Wait));
        string expected = end switch
        {
            "time-out" => "TimeoutException: The call",
            "token" => "TaskCanceledException",
            "kill" => "NodeExitedException",
            _ => "ObjectDisposedException",
        };
        Assert.StartsWith(expected, $"{error?.GetType().Name}: {error?.Message}", StringComparison.Ordinal);
        released.Set();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task No_stream_at_all_is_an_error_that_says_so()
    {
        await using NodeProcess node = await Modules.StartAsync("neighbours.mjs", Modules.Options());
        NodePipeException error = await Assert.ThrowsAsync<NodePipeException>(
            () => node.StreamAsync<int>("echo", [null]).ToListAsync().AsTask());
        Assert.Equal("The result of 'echo' is null or undefined, and not a stream.", error.Message);
    }
}
