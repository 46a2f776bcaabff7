using NodePipe.Tests.Calls;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Binding;

public sealed class LimitsOfNodeTests
{
    private const int TooLong = 536_870_889;

    [Fact(Timeout = Limits.Test)]
    public async Task A_limit_that_the_child_would_refuse_is_refused_before_it_is_started()
    {
        NodeProcessOptions options = new() { NodePath = "/no/such/node", Rpc = { MaxMessageLength = TooLong, MaxBufferedBytes = long.MaxValue } };
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => NodeProcess.StartAsync(options));
        Assert.Equal(
            "The options are wrong: Rpc.MaxMessageLength (536870889) is more than Node can hold in one text: give at most 536,870,888; "
            + "Rpc.MaxBufferedBytes (9223372036854775807) is more than JavaScript can count: give at most 9,007,199,254,740,991.",
            error.Message);
        error = Assert.Throws<ArgumentException>(() => LineChannel.Start(new LineChannelOptions { MaxMessageLength = TooLong }));
        Assert.Equal(
            "The options are wrong: MaxMessageLength (536870889) is more than Node can hold in one text: give at most 536,870,888.",
            error.Message);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_greatest_limits_are_taken_by_the_child()
    {
        NodeProcessOptions options = Modules.Options(maxMessageLength: TooLong - 1);
        options.Rpc.MaxBufferedBytes = 9_007_199_254_740_991;
        options.Rpc.MaxOpenCalls = int.MaxValue;
        await using NodeProcess node = await NodeProcess.StartAsync(options);
        Assert.Equal("pong", await node.InvokeAsync<string>("ping"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_program_of_ones_own_is_told_no_limit_and_none_is_refused()
    {
        LineChannelOptions options = new()
        {
            Program = "silent.mjs",
            WorkingDirectory = Modules.Folder,
            MaxMessageLength = int.MaxValue,
        };
        await using LineChannel channel = LineChannel.Start(options);
        await channel.CompleteAsync();
    }
}
