using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class LimitTests
{
    private const int UsualLength = 256 * 1024 * 1024;
    private const int UsualCalls = 65_536;

    [Fact(Timeout = Limits.Test)]
    public async Task A_raised_limit_lets_longer_messages_through_in_both_directions()
    {
        await using NodeProcess node = await Modules.StartAsync("bytes.mjs", Modules.Options(maxMessageLength: UsualLength + 2_000_000));
        byte[] long1 = new byte[UsualLength + 1_000_000];
        long1[^1] = 7;
        byte[] back = await node.InvokeAsync<byte[]>("echo", [long1]);
        Assert.Equal(long1.Length, back.Length);
        Assert.Equal(7, back[^1]);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_lowered_limit_is_an_error_of_the_call_that_passes_it_in_either_direction(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("values.mjs", Modules.Options(transport, maxMessageLength: 1000));
        ArgumentException sent = await Assert.ThrowsAnyAsync<ArgumentException>(() => node.InvokeAsync("echo", [new string('x', 1000)]));
        Assert.Matches("The message is [0-9]+ bytes long, and the other side accepts 1000", sent.Message);
        NodeCallException answered = await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync<string>("repeat", ["x", 1000]));
        Assert.Contains("1000", answered.Message, StringComparison.Ordinal);
        Assert.Equal("short", await node.InvokeAsync<string>("echo", ["short"]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_raised_limit_lets_more_calls_be_open_in_both_directions()
    {
        const int Count = UsualCalls + 1000;
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", Modules.Options(maxOpenCalls: UsualCalls + 2000));
        Task<int>[] calls = [.. Enumerable.Range(0, Count).Select(i => node.InvokeAsync<int>("wait", [i]))];
        await Limits.UntilAsync(async () => await node.InvokeAsync<int>("waiting") == Count, "all of them wait");
        await node.InvokeAsync("openGate");
        Assert.Equal(Enumerable.Range(0, Count), await Task.WhenAll(calls));

        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int entered = 0;
        node.Handle("slow", async (int value) =>
        {
            Interlocked.Increment(ref entered);
            await gate.Task;
            return value;
        });
        Task<Answers> asked = node.InvokeAsync<Answers>("askMany", ["slow", Count]);
        await Limits.UntilAsync(() => Volatile.Read(ref entered) == Count, "all of them are open");
        gate.SetResult();
        Answers answers = await asked;
        Assert.Equal(Count, answers.Answered);
        Assert.Empty(answers.Refused);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task One_call_at_a_time_is_enough_to_start_and_to_call(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", Modules.Options(transport, maxOpenCalls: 1));
        Assert.Equal(3, await node.InvokeAsync<int>("add", [1, 2]));
        Task<int> open = node.InvokeAsync<int>("wait", [5]);
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => node.InvokeAsync<int>("add", [1, 2]));
        Assert.Equal("1 calls are open already. Await some of them first, or raise MaxOpenCalls.", error.Message);
        await node.NotifyAsync("openGate");
        Assert.Equal(5, await open);
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task The_echo_program_obeys_the_limit_of_its_channel(ChildTransport transport)
    {
        await using LineChannel channel = LineChannel.Start(new LineChannelOptions
        {
            Transport = transport,
            MaxMessageLength = 1000,
            OnErrorLine = _ => { },
        });
        await channel.SendAsync(new string('x', 1001));
        NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(async () =>
        {
            await foreach (string line in channel.ReadLinesAsync())
            {
                Assert.Contains("-32600", line, StringComparison.Ordinal);
            }
        });
        Assert.Contains("longer than the limit of 1000 bytes", error.Message, StringComparison.Ordinal);
    }

    private sealed record Answers(int Answered, int[] Refused);
}
