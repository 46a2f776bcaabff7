using System.Reflection;
using System.Text.Json;
using NodePipe.TestHost;
using NodePipe.Tests.Calls;
using NodePipe.Tests.Processes;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Binding;

public sealed class OptionCopyTests
{
    [Fact]
    public void A_copy_has_every_option_and_nothing_that_can_still_be_changed_from_outside()
    {
        NodeProcessOptions node = BoundOptions.NodeProcess;
        NodeProcessOptions taken = ProcessOptions.Take(node);
        string before = BoundOptions.Describe(described => described.Write("", node));
        Assert.Equal(before, BoundOptions.Describe(described => described.Write("", taken)));
        node.NodeArguments.Clear();
        node.Environment.Clear();
        node.Rpc.MaxOpenCalls = 1;
        node.TimeProvider = null!;
        node.LoggerFactory = null!;
        Assert.Equal(before, BoundOptions.Describe(described => described.Write("", taken)));
        Assert.Same(TimeProvider.System, taken.TimeProvider);
        Assert.NotNull(taken.LoggerFactory);
    }

    [Fact]
    public void What_the_options_of_all_processes_have_goes_from_a_Node_child_to_its_process()
    {
        NodeProcessOptions node = BoundOptions.NodeProcess;
        node.OnOutputLine = _ => { };
        node.OnErrorLine = _ => { };
        node.TimeProvider = new OtherClock();
        PipedProcessOptions process = new(node);
        Assert.All(typeof(ProcessOptions).GetProperties(), property => Assert.Equal(property.GetValue(node), property.GetValue(process)));
        Assert.Same(node.TimeProvider, process.TimeProvider);
        Assert.Same(node.LoggerFactory, process.LoggerFactory);
    }

    [Fact]
    public void What_calls_need_goes_from_a_module_to_its_connection()
    {
        NodeProcessOptions node = BoundOptions.NodeProcess;
        node.Rpc.OnText = _ => { };
        node.Rpc.OnUnclaimedAnswer = _ => { };
        node.Rpc.SerializerOptions = new JsonSerializerOptions();
        node.TimeProvider = new OtherClock();
        node.LoggerFactory = new OneLogger(new ListLogger());
        RpcOptions connection = node.ToRpcOptions();
        Assert.All(
            typeof(RpcSettings).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly),
            property => Assert.Equal(property.GetValue(node.Rpc), property.GetValue(connection)));
        Assert.Equal(node.CallTimeout, connection.CallTimeout);
        Assert.Same(node.Rpc.SerializerOptions, connection.SerializerOptions);
        Assert.Same(node.TimeProvider, connection.TimeProvider);
        Assert.Same(node.LoggerFactory, connection.LoggerFactory);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_module_keeps_the_options_with_which_it_was_started()
    {
        NodeProcessOptions options = Modules.Options(maxOpenCalls: 1);
        await using NodeProcess node = await Modules.StartAsync("concurrent.mjs", options, _ => options.Rpc.MaxOpenCalls = 2);
        options.Rpc = new RpcSettings();
        Task<int> open = node.InvokeAsync<int>("wait", [5]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => node.InvokeAsync<int>("add", [1, 2]));
        await node.NotifyAsync("openGate");
        Assert.Equal(5, await open);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_process_keeps_the_options_with_which_it_was_started()
    {
        PipedProcessOptions options = new()
        {
            FileName = "sleep",
            Arguments = ["600"],
            ExitTimeout = TimeSpan.Zero,
            TerminateTimeout = TimeSpan.Zero,
        };
        await using PipedProcess process = PipedProcess.Start(options);
        options.ExitTimeout = Timeout.InfiniteTimeSpan;
        options.TimeProvider = null!;
        Assert.NotNull((await process.StopAsync()).Describe());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_channel_to_a_program_keeps_the_options_with_which_it_was_started()
    {
        LineChannelOptions options = new() { NodeArguments = ["--no-warnings"], ExitTimeout = TimeSpan.Zero };
        await using LineChannel channel = LineChannel.Start(options);
        options.ExitTimeout = Timeout.InfiniteTimeSpan;
        options.TimeProvider = null!;
        options.MaxMessageLength = 1;
        options.NodeArguments.Clear();
        await channel.SendAsync("hello");
        await foreach (string line in channel.ReadLinesAsync())
        {
            Assert.Equal("echo: hello", line);
            break;
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_connection_keeps_the_options_with_which_it_was_made()
    {
        (Endpoint here, Endpoint there) = Endpoint.CreatePair();
        await using Endpoint other = there;
        RpcOptions options = new() { MaxOpenCalls = 1 };
        await using RpcConnection connection = new(here, options);
        connection.Start();
        options.MaxOpenCalls = 2;
        options.TimeProvider = null!;
        Task open = connection.InvokeAsync("first");
        await Assert.ThrowsAsync<InvalidOperationException>(() => connection.InvokeAsync("second"));
        await connection.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => open);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_channel_of_frames_keeps_the_options_with_which_it_was_made()
    {
        (Endpoint here, Endpoint there) = Endpoint.CreatePair();
        MessageChannelOptions options = new() { Framing = MessageFraming.LengthPrefixed };
        await using MessageChannel one = new(here, options);
        await using MessageChannel other = new(there, options);
        options.Framing = null!;
        options.TimeProvider = null!;
        options.MaxMessageLength = 1;
        await one.SendAsync("a\nb"u8.ToArray());
        MessageRead read = await other.ReadAsync(Timeout.InfiniteTimeSpan);
        Assert.Equal("a\nb"u8.ToArray(), read.Frame?.ToArray());
    }

    private sealed class OtherClock : TimeProvider;
}
