using NodePipe.Tests.Processes;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Hosting;

public sealed class LineChannelStopTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TaskCompletionSource<string> _output = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose() => _folder.Dispose();

    [Theory(Timeout = Limits.Test)]
    [InlineData(LauncherKind.Default)]
    [InlineData(LauncherKind.Portable)]
    public async Task Every_queued_line_settles_when_the_channel_is_disposed(LauncherKind launcher)
    {
        LineChannel channel = Start("setInterval(() => {}, 1000);", launcher);
        Task[] sends =
        [
            channel.SendAsync(new string('x', 1_000_000), TestContext.Current.CancellationToken),
            .. Enumerable.Range(0, 20_000).Select(i => channel.SendAsync($"{i}", TestContext.Current.CancellationToken)),
        ];
        await channel.DisposeAsync();
        foreach (Task send in sends)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => send);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Completing_waits_for_the_lines_that_were_sent_before()
    {
        await using LineChannel channel = Start(
            "setTimeout(() => process.stdout.write(JSON.stringify(fs.readFileSync(3, 'utf8').split('\\n').map((line) => line.length))), 300);");
        Task[] sends = [channel.SendAsync(new string('x', 300_000)), channel.SendAsync(new string('y', 300_001))];
        await channel.CompleteAsync();
        await Task.WhenAll(sends);
        Assert.Equal("[300000,300001,0]", await _output.Task);
        await Assert.ThrowsAsync<InvalidOperationException>(() => channel.SendAsync("more"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_child_never_sees_an_end_of_file_behind_half_a_line()
    {
        LineChannel channel = Start(
            "process.on('SIGTERM', () => { const got = fs.readFileSync(3, 'utf8'); console.log(String(got.length)); process.exit(); }); setInterval(() => {}, 1000); fs.writeSync(4, 'ready\\n');");
        await foreach (string line in channel.ReadLinesAsync())
        {
            Assert.Equal("ready", line);
            break;
        }

        Task send = channel.SendAsync(new string('x', 1_000_000));
        await channel.DisposeAsync();
        await send;
        Assert.Equal("1000001", await _output.Task);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cancelling_ends_the_reading_also_while_the_child_lives_on_without_its_pipe()
    {
        await using LineChannel channel = Start("fs.closeSync(4); process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);", exitTimeout: Timeout.InfiniteTimeSpan);
        using CancellationTokenSource cancelled = new(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (string _ in channel.ReadLinesAsync(cancelled.Token))
            {
            }
        });
        channel.Process.Kill();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Everybody_who_disposes_waits_for_the_end()
    {
        LineChannel channel = Start("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);");
        Task first = channel.DisposeAsync().AsTask();
        await channel.DisposeAsync();
        Assert.True(channel.Process.Exited.IsCompleted);
        await first;
    }

    private LineChannel Start(string program, LauncherKind launcher = LauncherKind.Default, TimeSpan? exitTimeout = null)
    {
        string file = Path.Combine(_folder.Path, "program.cjs");
        File.WriteAllText(file, "const fs = require('fs');\n" + program);
        return LineChannel.Start(new LineChannelOptions
        {
            Program = file,
            Launcher = launcher,
            ExitTimeout = exitTimeout ?? TimeSpan.FromMilliseconds(200),
            TerminateTimeout = TimeSpan.FromMilliseconds(200),
            OnOutputLine = line => _output.TrySetResult(line),
        });
    }
}
