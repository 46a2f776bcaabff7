using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Processes;

public sealed class WriteAfterExitTests
{
    private const int Descriptor = 3;

    [Fact(Timeout = Limits.Test)]
    public async Task A_child_that_ends_while_the_host_writes_breaks_the_pipe_and_never_disposes_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a writer of its own.");
        for (int start = 0; start < 100; start++)
        {
            await using PipedProcess process = StartTrue();
            await Assert.ThrowsAsync<IOException>(() => WriteForeverAsync(process.GetPipe(Descriptor)));
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Every_write_after_the_end_is_a_broken_pipe_too()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a writer of its own.");
        await using PipedProcess process = StartTrue();
        await process.Exited;
        foreach (Stream stream in new[] { process.GetPipe(Descriptor), process.StandardInput! })
        {
            await Assert.ThrowsAsync<IOException>(() => stream.WriteAsync(new byte[1]).AsTask());
            await Assert.ThrowsAsync<IOException>(() => stream.WriteAsync(new byte[1]).AsTask());
            await stream.DisposeAsync();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.WriteAsync(new byte[1]).AsTask());
        }
    }

    private static PipedProcess StartTrue() => PipedProcess.Start(new PipedProcessOptions
    {
        FileName = "true",
        Pipes = [InheritedPipe.ReadByChild(Descriptor)],
        RedirectStandardInput = true,
    });

    private static async Task WriteForeverAsync(Stream stream)
    {
        while (true)
        {
            await stream.WriteAsync(new byte[1000], TestContext.Current.CancellationToken);
        }
    }
}
