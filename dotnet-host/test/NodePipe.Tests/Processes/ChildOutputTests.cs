using System.Diagnostics;
using System.Text;
using NodePipe.Tests.Rpc;
using NodePipe.Transport.Linux;
using Xunit;

namespace NodePipe.Tests.Processes;

public sealed class ChildOutputTests
{
    private const int Descriptor = 4;
    private const int LargeCapacity = 4 * 1024 * 1024;

    [Theory(Timeout = Limits.Test)]
    [InlineData(LauncherKind.Default)]
    [InlineData(LauncherKind.Portable)]
    public async Task All_that_a_killed_child_has_left_in_a_large_pipe_is_read_while_a_foreign_process_holds_it(LauncherKind launcher)
    {
        const int Left = 3_000_000;
        Assert.SkipUnless(PipesMayHold(LargeCapacity), "This user may not have so large a pipe.");
        TaskCompletionSource<int> holder = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using PipedProcess process = Start(
            $"setsid sleep 600 & echo $!; head -c {Left} /dev/zero >&$0; kill -9 $$", launcher, LargeCapacity,
            line => holder.TrySetResult(int.Parse(line, null)));
        using Process foreign = Process.GetProcessById(await holder.Task.WaitAsync(Limits.Wait));
        try
        {
            await process.Exited.WaitAsync(Limits.Wait);
            using MemoryStream copy = new();
            await process.GetPipe(Descriptor).CopyToAsync(copy).WaitAsync(Limits.Wait);
            Assert.Equal(Left, copy.Length);
            Assert.False(foreign.HasExited);
        }
        finally
        {
            foreign.Kill();
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_foreign_process_that_goes_on_writing_keeps_no_reader_behind_the_exit()
    {
        TaskCompletionSource<int> writer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using PipedProcess process = Start(
            "setsid yes >&$0 & echo $!; kill -9 $$", onLine: line => writer.TrySetResult(int.Parse(line, null)));
        using Process foreign = Process.GetProcessById(await writer.Task.WaitAsync(Limits.Wait));
        try
        {
            await process.Exited.WaitAsync(Limits.Wait);
            await process.GetPipe(Descriptor).CopyToAsync(Stream.Null).WaitAsync(Limits.Wait);
        }
        finally
        {
            foreign.Kill();
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_connection_goes_on_behind_what_was_read_before_it()
    {
        await using PipedProcess process = Start(
            """printf 'preamble\n{"jsonrpc":"2.0","method":"note","params":[7]}\n' >&$0; exec sleep 600""");
        Stream output = process.GetPipe(Descriptor);
        byte[] preamble = new byte["preamble\n".Length];
        await output.ReadExactlyAsync(preamble, TestContext.Current.CancellationToken);
        Assert.Equal("preamble\n", Encoding.UTF8.GetString(preamble));
        TaskCompletionSource<int> noted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RpcConnection connection = new(output, Stream.Null);
        connection.Handle("note", (int value) => noted.SetResult(value));
        connection.Start();
        Assert.Equal(7, await noted.Task.WaitAsync(Limits.Wait));
        process.Kill();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_pipe_that_a_connection_reads_is_read_by_nobody_else()
    {
        await using PipedProcess process = Start("exec sleep 600");
        Stream output = process.GetPipe(Descriptor);
        await using RpcConnection connection = new(output, Stream.Null);
        connection.Start();
        await Assert.ThrowsAsync<InvalidOperationException>(() => output.ReadAsync(new byte[1]).AsTask());
        Assert.Throws<InvalidOperationException>(() => new RpcConnection(output, Stream.Null));
        process.Kill();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_read_that_is_cancelled_loses_no_byte_and_one_that_waits_ends_with_the_disposal()
    {
        await using PipedProcess process = Start("read -r line; printf said >&$0; exec sleep 600", hasInput: true);
        Stream output = process.GetPipe(Descriptor);
        byte[] buffer = new byte[100];
        using CancellationTokenSource cancellation = new();
        Task<int> cancelled = output.ReadAsync(buffer, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await process.StandardInput!.WriteAsync("\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await output.ReadExactlyAsync(buffer.AsMemory(0, 4), TestContext.Current.CancellationToken);
        Assert.Equal("said", Encoding.UTF8.GetString(buffer, 0, 4));

        Task<int> pending = output.ReadAsync(buffer).AsTask();
        await output.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pending.WaitAsync(Limits.Wait));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => output.ReadAsync(buffer).AsTask());
        process.Kill();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_reader_that_stops_stops_the_writer_too_and_nothing_is_lost_then()
    {
        const int Length = 20_000_000;
        Assert.SkipUnless(File.Exists("/proc/self/io"), "Only Linux tells what a process has written.");
        await using PipedProcess process = Start($"exec head -c {Length} /dev/zero >&$0");
        Stream output = process.GetPipe(Descriptor);
        await output.ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);
        long written = 0;
        await Limits.UntilAsync(() => written == (written = Written(process.Id)) && written > 65536, "the child waits for room");
        Assert.InRange(written, 65536, 1_000_000);
        using MemoryStream copy = new();
        await output.CopyToAsync(copy).WaitAsync(Limits.Wait);
        Assert.Equal(Length - 1, copy.Length);
    }

    private static PipedProcess Start(
        string script, LauncherKind launcher = LauncherKind.Default, int capacity = 0, Action<string>? onLine = null, bool hasInput = false) =>
        PipedProcess.Start(new PipedProcessOptions
        {
            FileName = "bash",
            Arguments = ["-c", script, ProcessArgument.Descriptor(Descriptor)],
            Pipes = [InheritedPipe.WrittenByChild(Descriptor, capacity)],
            Launcher = launcher,
            RedirectStandardInput = hasInput,
            OnOutputLine = onLine,
        });

    private static long Written(int pid) => long.Parse(
        File.ReadLines($"/proc/{pid}/io").Single(line => line.StartsWith("wchar: ", StringComparison.Ordinal))["wchar: ".Length..], null);

    private static bool PipesMayHold(int capacity)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        using System.IO.Pipes.AnonymousPipeServerStream pipe = new();
        return LinuxIo.TrySetPipeCapacity((int)pipe.SafePipeHandle.DangerousGetHandle(), capacity);
    }
}
