using System.Text;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Channels;

/// <summary>Channels to a Node program that knows nothing of this library.</summary>
public sealed class ChildChannelTests
{
    /// <summary>Reads frames with a length before them, and answers each; some are commands.</summary>
    private const string Program = """
        const fs = require('fs');
        const [readFd, writeFd] = process.argv.slice(1).map(Number);
        const write = (bytes) => { for (let at = 0; at < bytes.length;) at += fs.writeSync(writeFd, bytes, at); };
        const send = (frame) => {
          const header = Buffer.alloc(4);
          header.writeUInt32LE(frame.length);
          write(Buffer.concat([header, frame]));
        };
        let rest = Buffer.alloc(0);
        const answer = (frame) => {
          switch (frame.toString()) {
            case 'crash': console.error('the last words'); process.exit(3);
            case 'tear': write(Buffer.from([5, 0, 0, 0, 1, 2])); process.exit(0);
            case 'tear and crash': write(Buffer.from([5, 0, 0, 0, 1, 2])); process.exit(4);
            case 'leave': process.exit(0);
            case 'close': fs.closeSync(writeFd); setInterval(() => {}, 60000); break;
            default: send(frame);
          }
        };
        const input = readFd === 0 ? process.stdin : fs.createReadStream('', { fd: readFd });
        input.on('data', (chunk) => {
          rest = Buffer.concat([rest, chunk]);
          while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32LE()) {
            const length = rest.readUInt32LE();
            answer(rest.subarray(4, 4 + length));
            rest = rest.subarray(4 + length);
          }
        });
        """;

    public static TheoryData<LauncherKind> LauncherKinds => [LauncherKind.Default, LauncherKind.Portable];

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(LauncherKinds))]
    public async Task Frames_go_there_and_back_over_pipes(LauncherKind launcher)
    {
        await using PipedProcess process = Start(launcher);
        await using MessageChannel channel = Open(process.GetEndpoint(4, 3));
        await EchoToTheEndAsync(process, channel);
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(LauncherKinds))]
    public async Task Frames_go_there_and_back_over_the_standard_streams(LauncherKind launcher)
    {
        await using PipedProcess process = StartStandard(launcher);
        await using MessageChannel channel = Open(process.GetStandardEndpoint());
        await EchoToTheEndAsync(process, channel);
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(LauncherKinds))]
    public async Task A_crash_is_the_reason_of_the_end_for_who_reads_and_who_sends(LauncherKind launcher)
    {
        await using PipedProcess process = StartStandard(launcher);
        await using MessageChannel channel = Open(process.GetStandardEndpoint());
        await channel.SendAsync(ChannelPair.Bytes("crash"));
        NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(() => channel.ReadAsync(Limits.Wait).AsTask());
        Assert.Equal((3, process.Id), (error.ExitCode, error.ProcessId));
        Assert.Equal(["the last words"], error.LastErrorLines);
        Assert.Same(error, await Assert.ThrowsAsync<NodeExitedException>(() => channel.Completion));
        await Assert.ThrowsAsync<NodeExitedException>(() => channel.SendAsync(new byte[1_000_000]).WaitAsync(Limits.Wait));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_exit_with_code_0_is_the_end_and_in_the_middle_of_a_frame_an_error()
    {
        await using PipedProcess process = Start(LauncherKind.Default);
        await using MessageChannel channel = Open(process.GetEndpoint(4, 3));
        await channel.SendAsync(ChannelPair.Bytes("leave"));
        Assert.Null(await ChannelPair.ReadAsync(channel));

        await using PipedProcess torn = Start(LauncherKind.Default);
        await using MessageChannel half = Open(torn.GetEndpoint(4, 3));
        await half.SendAsync(ChannelPair.Bytes("tear"));
        NodeProtocolException error = await Assert.ThrowsAsync<NodeProtocolException>(() => half.ReadAsync(Limits.Wait).AsTask());
        Assert.Equal("The connection ended in the middle of a frame: 2 of 5 bytes had come.", error.Message);
        Assert.Equal(0, Assert.IsType<NodeExitedException>(error.InnerException).ExitCode);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("tear and crash", 4, null)]
    [InlineData(null, null, "SIGKILL")]
    public async Task A_process_that_was_brought_to_its_end_says_how_also_in_the_middle_of_a_frame(string? command, int? code, string? signal)
    {
        await using PipedProcess process = Start(LauncherKind.Default);
        await using MessageChannel channel = Open(process.GetEndpoint(4, 3));
        if (command is null)
        {
            process.Kill();
        }
        else
        {
            await channel.SendAsync(ChannelPair.Bytes(command));
        }

        NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(() => channel.ReadAsync(Limits.Wait).AsTask());
        Assert.Equal((code, signal), (error.ExitCode, error.Signal));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_process_that_closes_its_pipe_and_goes_on_has_said_all()
    {
        await using PipedProcess process = Start(LauncherKind.Default);
        await using MessageChannel channel = Open(process.GetEndpoint(4, 3));
        await channel.SendAsync(ChannelPair.Bytes("close"));
        Assert.Null(await ChannelPair.ReadAsync(channel));
        Assert.False(process.Exited.IsCompleted);
        await channel.SendAsync(ChannelPair.Bytes("still heard"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Where_the_process_is_stopped_a_frame_that_was_begun_goes_out_whole()
    {
        TaskCompletionSource<string> said = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using PipedProcess process = Start(
            LauncherKind.Default,
            "process.on('SIGTERM', () => { console.error(String(require('fs').readFileSync(3).length)); process.exit(); }); setInterval(() => {}, 60000); require('fs').writeSync(4, 'ready\\n');",
            line => said.TrySetResult(line));
        await using MessageChannel channel = new(process.GetEndpoint(4, 3));
        Assert.Equal("ready", await ChannelPair.ReadAsync(channel));
        Task send = channel.SendAsync(ChannelPair.Bytes(new string('x', 1_000_000)));
        await process.StopAsync(TestContext.Current.CancellationToken);
        await send;
        Assert.Equal("1000001", await said.Task.WaitAsync(Limits.Wait));
    }

    [Fact]
    public void Lines_of_standard_output_cannot_be_asked_for_beside_its_bytes()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => PipedProcess.Start(new PipedProcessOptions
        {
            FileName = "node",
            RedirectStandardOutput = true,
            OnOutputLine = _ => { },
        }));
        Assert.Equal(
            "The options of the process are wrong: OnOutputLine would get no line, because RedirectStandardOutput gives standard output to GetStandardEndpoint.",
            error.Message);
    }

    private static async Task EchoToTheEndAsync(PipedProcess process, MessageChannel channel)
    {
        await EchoAsync(channel);
        await channel.CompleteAsync();
        Assert.Null(await ChannelPair.ReadAsync(channel));
        Assert.True((await process.Exited).IsSuccess);
    }

    private static async Task EchoAsync(MessageChannel channel)
    {
        string[] texts = ["hello", "", "é\n\0", new('x', 3_000_000)];
        Task sending = Task.Run(async () =>
        {
            foreach (string text in texts)
            {
                await channel.SendAsync(Encoding.UTF8.GetBytes(text));
            }
        });
        foreach (string text in texts)
        {
            Assert.Equal(text, await ChannelPair.ReadAsync(channel));
        }

        await sending;
    }

    private static MessageChannel Open(Endpoint endpoint) =>
        new(endpoint, new MessageChannelOptions { Framing = MessageFraming.LengthPrefixed });

    private static PipedProcess Start(LauncherKind launcher, string program = Program, Action<string>? onErrorLine = null) => PipedProcess.Start(new PipedProcessOptions
    {
        FileName = "node",
        Arguments = ["-e", program, ProcessArgument.Descriptor(3), ProcessArgument.Descriptor(4)],
        Pipes = [InheritedPipe.ReadByChild(3), InheritedPipe.WrittenByChild(4)],
        Launcher = launcher,
        ExitTimeout = TimeSpan.FromMilliseconds(300),
        OnErrorLine = onErrorLine ?? (_ => { }),
    });

    private static PipedProcess StartStandard(LauncherKind launcher) => PipedProcess.Start(new PipedProcessOptions
    {
        FileName = "node",
        Arguments = ["-e", Program, "0", "1"],
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        Launcher = launcher,
        OnErrorLine = _ => { },
    });
}
