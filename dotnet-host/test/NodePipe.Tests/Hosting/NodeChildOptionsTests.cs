using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Hosting;

public sealed class NodeChildOptionsTests
{
    /// <summary>A node that cannot be there: were the options not checked first, that would be the error.</summary>
    private const string Missing = "/no/such/node";

    private const string CommonFaults =
        "ErrorTailLines is negative (-2); ExitTimeout is negative (-00:00:05); TerminateTimeout is negative (-00:00:06); "
        + "TimeProvider is null; LoggerFactory is null";

    [Fact]
    public void Every_fault_of_a_channels_options_is_named_in_one_message_before_anything_is_started()
    {
        LineChannelOptions options = new()
        {
            NodePath = " ",
            WorkingDirectory = "",
            MaxMessageLength = 0,
            PipeCapacity = -1,
            Transport = (ChildTransport)7,
            ErrorTailLines = -2,
            ExitTimeout = TimeSpan.FromSeconds(-5),
            TerminateTimeout = TimeSpan.FromSeconds(-6),
            TimeProvider = null!,
            LoggerFactory = null!,
        };
        ArgumentException error = Assert.Throws<ArgumentException>(() => LineChannel.Start(options));
        Assert.Equal(
            "The options are wrong: NodePath is empty; Transport is 7, which is none of Default, Fs, Socket; PipeCapacity is negative (-1); "
            + $"WorkingDirectory is empty; {CommonFaults}; MaxMessageLength is not positive (0).",
            error.Message);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Options_of_a_connection_in_the_place_of_its_settings_are_refused_for_half_of_them_would_be_dropped()
    {
        NodeProcessOptions options = new() { NodePath = Missing, Rpc = new RpcOptions { CallTimeout = TimeSpan.FromSeconds(1) } };
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => NodeProcess.StartAsync(options));
        Assert.Contains("Rpc is an RpcOptions", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Every_fault_of_a_process_options_is_named_in_one_message_before_anything_is_started()
    {
        NodeProcessOptions options = new()
        {
            NodePath = Missing,
            PipeCapacity = -1,
            ErrorTailLines = -2,
            ExitTimeout = TimeSpan.FromSeconds(-5),
            TerminateTimeout = TimeSpan.FromSeconds(-6),
            TimeProvider = null!,
            LoggerFactory = null!,
            StartTimeout = TimeSpan.FromSeconds(-7),
            CallTimeout = TimeSpan.Zero,
            Rpc = { MaxMessageLength = 0, MaxBufferedBytes = -1, MaxOpenCalls = 0 },
        };
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => NodeProcess.StartAsync("module.mjs", options));
        Assert.Equal(
            $"The options are wrong: PipeCapacity is negative (-1); {CommonFaults}; StartTimeout is negative (-00:00:07); "
            + "CallTimeout is not positive (00:00:00); Rpc.MaxMessageLength is not positive (0); "
            + "Rpc.MaxBufferedBytes (-1) is less than Rpc.MaxMessageLength (0); Rpc.MaxOpenCalls is not positive (0).",
            error.Message);
    }

    [Fact]
    public void What_the_system_would_cut_off_or_misread_is_a_fault_by_the_name_of_its_option()
    {
        LineChannelOptions options = new()
        {
            NodePath = "no\0de",
            NodeArguments = ["--fine", "--a\0b"],
            WorkingDirectory = "/tm\0p",
            Environment = new Dictionary<string, string?> { ["A=B"] = "c" },
        };
        const string CutOff = "holds a NUL character, where the system would cut it off";
        ArgumentException error = Assert.Throws<ArgumentException>(() => LineChannel.Start(options));
        Assert.Equal(
            $"The options are wrong: NodePath {CutOff}; NodeArguments[1] {CutOff}; WorkingDirectory {CutOff}; "
            + "Environment holds the name 'A=B': a name is not empty, and holds neither = nor NUL.",
            error.Message);
        LineChannelOptions none = new() { NodeArguments = null!, Environment = null! };
        Assert.Equal(
            "The options are wrong: NodeArguments is null; Environment is null.",
            Assert.Throws<ArgumentException>(() => LineChannel.Start(none)).Message);
    }

    [Theory]
    [InlineData("-e", "makes node run a text in the place of the child's program")]
    [InlineData("--eval=1", "makes node run a text in the place of the child's program")]
    [InlineData("--print=1", "makes node run a text in the place of the child's program")]
    [InlineData("-pe", "makes node run a text in the place of the child's program")]
    [InlineData("-i", "makes node run a text in the place of the child's program")]
    [InlineData("-", "makes node run a text in the place of the child's program")]
    [InlineData("--run=test", "makes node do something else than run the child's program")]
    [InlineData("--build_snapshot", "makes node do something else than run the child's program")]
    [InlineData("--build-sea=sea.json", "makes node do something else than run the child's program")]
    [InlineData("--experimental-sea-config", "makes node do something else than run the child's program")]
    [InlineData("inspect", "makes node do something else than run the child's program")]
    [InlineData("-v", "makes node tell something about itself and end")]
    [InlineData("-h", "makes node tell something about itself and end")]
    [InlineData("-p", "makes node run a text in the place of the child's program")]
    [InlineData("--check", "makes node check the program and not run it")]
    [InlineData("-c", "makes node check the program and not run it")]
    [InlineData("--test", "makes node run the program in a process of its own, which has none of the pipes")]
    [InlineData("--watch", "makes node run the program in a process of its own, which has none of the pipes")]
    [InlineData("--watch-path=src", "makes node run the program in a process of its own, which has none of the pipes")]
    [InlineData("--version", "makes node tell something about itself and end")]
    public void An_option_of_node_with_which_the_program_cannot_run_is_refused_with_the_reason(string argument, string reason)
    {
        LineChannelOptions options = new() { NodePath = Missing, NodeArguments = ["--no-warnings", argument] };
        Assert.Equal(
            $"The options are wrong: NodeArguments[1] is {argument}, which {reason}.",
            Assert.Throws<ArgumentException>(() => LineChannel.Start(options)).Message);
    }

    [Fact]
    public void What_means_something_else_to_another_runtime_is_left_to_it()
    {
        LineChannelOptions options = new() { NodePath = "/no/such/deno", NodeArguments = ["run", "-A", "-c", "deno.json", "--check"] };
        Assert.Throws<NodeStartException>(() => LineChannel.Start(options));
    }

    [Fact]
    public void A_time_out_that_no_timer_can_wait_is_found_before_node_is_looked_for()
    {
        LineChannelOptions options = new() { NodePath = Missing, ExitTimeout = TimeSpan.MaxValue, TerminateTimeout = TimeSpan.FromDays(50) };
        ArgumentException error = Assert.Throws<ArgumentException>(() => LineChannel.Start(options));
        Assert.Equal(
            "The options are wrong: "
            + "ExitTimeout is more than a timer can wait (10675199.02:48:05.4775807): give at most 49.17:02:47.2940000, or Timeout.InfiniteTimeSpan to wait without end; "
            + "TerminateTimeout is more than a timer can wait (50.00:00:00): give at most 49.17:02:47.2940000, or Timeout.InfiniteTimeSpan to wait without end.",
            error.Message);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_longest_time_out_that_a_timer_can_wait_is_right()
    {
        TimeSpan longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);
        NodeProcessOptions options = new()
        {
            ExitTimeout = longest,
            TerminateTimeout = longest,
            StartTimeout = longest,
            CallTimeout = longest,
        };
        await using NodeProcess node = await NodeProcess.StartAsync(options);
        Assert.Equal("pong", await node.InvokeAsync<string>("ping", [], new CallOptions { Timeout = longest }));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_limit_that_lets_nothing_through_is_found_before_node_is_looked_for()
    {
        Assert.Throws<ArgumentException>(() => LineChannel.Start(new LineChannelOptions { NodePath = Missing, MaxMessageLength = -1 }));
        await Assert.ThrowsAsync<ArgumentException>(
            () => NodeProcess.StartAsync("module.mjs", new NodeProcessOptions { NodePath = Missing, Rpc = { MaxOpenCalls = 0 } }));
    }
}
