using System.IO.Pipes;
using NodePipe.Hosting;
using NodePipe.Tests.Rpc;
using NodePipe.Transport;
using Xunit;

namespace NodePipe.Tests.Hosting;

public sealed class FrameInboxTests
{
    // Longer than what may wait for the reader, so every line that is taken lets the source go on.
    private const int LineLength = 1_050_000;
    private const int MostPipeBytes = 1024 * 1024;

    [Fact(Timeout = Limits.Test)]
    public async Task Disposing_the_source_while_the_reader_lets_it_go_on_never_hangs()
    {
        byte[] line = [.. Enumerable.Repeat((byte)'x', LineLength), (byte)'\n'];
        for (int turn = 0; turn < 300; turn++)
        {
            await using AnonymousPipeServerStream writer = new(PipeDirection.Out, HandleInheritability.None, MostPipeBytes);
            AnonymousPipeClientStream reader = new(PipeDirection.In, writer.ClientSafePipeHandle);
            ByteSource source = ByteSource.FromPipe(reader, mayGrow: false, CancellationToken.None);
            FrameInbox<int> inbox = new(source, MessageFraming.Lines.CreateReader(2 * LineLength), frame => frame.Length);
            Task writing = Task.Run(() => WriteAsync(writer, line, count: 3));
            Assert.Equal(LineLength, (await inbox.ReadAsync(CancellationToken.None)).Frame);

            using Barrier both = new(2);
            Task reading = Task.Factory.StartNew(
                () =>
                {
                    both.SignalAndWait();
                    while (inbox.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult().HasFrame)
                    {
                    }
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            int delay = turn;
            Task disposing = Task.Factory.StartNew(
                () =>
                {
                    both.SignalAndWait();
                    Thread.SpinWait(delay);
                    source.DisposeAsync().AsTask().GetAwaiter().GetResult();
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await Task.WhenAll(reading, disposing, writing).WaitAsync(Limits.Wait, TestContext.Current.CancellationToken);
        }
    }

    private static async Task WriteAsync(AnonymousPipeServerStream writer, byte[] line, int count)
    {
        try
        {
            for (int i = 0; i < count; i++)
            {
                await writer.WriteAsync(line);
            }
        }
        catch (IOException)
        {
            // The reader has gone.
        }
    }
}
