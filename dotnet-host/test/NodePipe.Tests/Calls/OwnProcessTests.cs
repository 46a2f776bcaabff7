using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

/// <summary>A connection over the pipes of a process that the caller started.</summary>
public sealed class OwnProcessTests
{
    private const string Answer = """
        const { createReadStream, createWriteStream } = require('fs');
        const [readFd, writeFd] = process.argv.slice(1).map(Number);
        const output = createWriteStream('', { fd: writeFd });
        const answer = ({ id, method }) => {
          switch (method) {
            case 'exit': console.error('the last words'); process.exit(3);
            case 'close': require('fs').closeSync(writeFd); setInterval(() => {}, 60000); break;
            case 'never': break;
            default: output.write(JSON.stringify({ jsonrpc: '2.0', id, result: method }) + '\n');
          }
        };
        require('readline').createInterface({ input: createReadStream('', { fd: readFd }) })
          .on('line', (line) => answer(JSON.parse(line)));
        """;

    [Theory(Timeout = Limits.Test)]
    [InlineData(LauncherKind.Default)]
    [InlineData(LauncherKind.Portable)]
    public async Task What_is_open_when_it_ends_is_told_how(LauncherKind launcher)
    {
        await using PipedProcess process = Start(launcher);
        await using RpcConnection connection = new(process.GetPipe(4), process.GetPipe(3));
        connection.Start();
        Task<string> open = connection.InvokeAsync<string>("never");
        Assert.Equal("hello", await connection.InvokeAsync<string>("hello").WaitAsync(Limits.Wait));
        Task<string> last = connection.InvokeAsync<string>("exit");
        foreach (Task<string> call in (Task<string>[])[open, last])
        {
            NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(() => call.WaitAsync(Limits.Wait));
            Assert.Equal((3, process.Id), (error.ExitCode, error.ProcessId));
            Assert.Equal(["the last words"], error.LastErrorLines);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_signal_that_ends_it_is_told_as_well()
    {
        await using PipedProcess process = Start(LauncherKind.Default);
        await using RpcConnection connection = new(process.GetPipe(4), process.GetPipe(3));
        connection.Start();
        Task<string> open = connection.InvokeAsync<string>("never");
        process.Kill();
        NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(() => open.WaitAsync(Limits.Wait));
        Assert.Equal("SIGKILL", error.Signal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task One_that_closes_its_pipe_and_goes_on_is_named_so_and_left_alone()
    {
        await using PipedProcess process = Start(LauncherKind.Default, exitTimeout: TimeSpan.FromMilliseconds(300));
        await using RpcConnection connection = new(process.GetPipe(4), process.GetPipe(3));
        connection.Start();
        NodePipeException error = await Assert.ThrowsAsync<NodePipeException>(() => connection.InvokeAsync<string>("close").WaitAsync(Limits.Wait));
        Assert.Equal($"The other side closed the connection, and process {process.Id} goes on.", error.Message);
        Assert.False(process.Exited.IsCompleted);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task It_is_read_by_the_threads_that_wait_for_all_pipes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems read by the thread pool.");
        await using PipedProcess process = Start(LauncherKind.Default);
        await using RpcConnection connection = new(process.GetPipe(4), process.GetPipe(3));
        connection.Start();
        HashSet<string?> threads = [];
        await AskAsync(connection, threads);
        Assert.Contains("waits for pipes", threads);
    }

    /// <summary>Notes the threads on which a single caller goes on.</summary>
    private static async Task AskAsync(RpcConnection connection, HashSet<string?> threads)
    {
        for (int i = 0; i < 20; i++)
        {
            await connection.InvokeAsync<string>("hello").ConfigureAwait(false);
            threads.Add(Thread.CurrentThread.Name);
        }
    }

    private static PipedProcess Start(LauncherKind launcher, TimeSpan? exitTimeout = null) => PipedProcess.Start(new PipedProcessOptions
    {
        FileName = "node",
        Arguments = ["-e", Answer, ProcessArgument.Descriptor(3), ProcessArgument.Descriptor(4)],
        Pipes = [InheritedPipe.ReadByChild(3), InheritedPipe.WrittenByChild(4)],
        Launcher = launcher,
        ExitTimeout = exitTimeout ?? TimeSpan.FromSeconds(5),
        OnErrorLine = _ => { },
    });
}
