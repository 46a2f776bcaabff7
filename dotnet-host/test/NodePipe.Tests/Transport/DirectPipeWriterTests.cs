using System.Buffers;
using System.IO.Pipes;
using NodePipe.Tests.Rpc;
using NodePipe.Transport.Linux;
using Xunit;

namespace NodePipe.Tests.Transport;

/// <summary>Writes that find the pipe full.</summary>
public sealed class DirectPipeWriterTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData(100_000, false)]
    [InlineData(1_000, true)]
    public async Task Writes_that_nobody_awaited_keep_their_order(int longest, bool isReadMeanwhile)
    {
        (PipeStream reader, DirectPipeWriter writer) = Open(mayGrow: !isReadMeanwhile);
        await using (reader)
        {
            Random random = new(1);
            byte[] sent = new byte[8 * 1024 * 1024];
            random.NextBytes(sent);
            byte[] received = new byte[sent.Length];
            Task Read() => reader.ReadExactlyAsync(received, TestContext.Current.CancellationToken).AsTask();
            Task? reading = isReadMeanwhile ? Task.Run(Read) : null;
            List<Task> writes = [];
            for (int start = 0; start < sent.Length;)
            {
                int length = Math.Min(random.Next(1, longest), sent.Length - start);
                writes.Add(writer.WriteAsync(sent.AsMemory(start, length), TestContext.Current.CancellationToken).AsTask());
                start += length;
            }

            await (reading ?? Read());
            await Task.WhenAll(writes);
            Assert.True(received.AsSpan().SequenceEqual(sent));
            await writer.DisposeAsync();
            Assert.Equal(0, await reader.ReadAsync(received, TestContext.Current.CancellationToken));
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_cancelled_write_goes_and_those_behind_it_stay()
    {
        (PipeStream reader, DirectPipeWriter writer) = await OpenFullAsync();
        await using (reader)
        await using (writer)
        {
            using CancellationTokenSource cancelled = new();
            Task first = writer.WriteAsync(new byte[] { 1 }, cancelled.Token).AsTask();
            Task second = writer.WriteAsync(new byte[] { 2 }, TestContext.Current.CancellationToken).AsTask();
            await cancelled.CancelAsync();
            await Assert.ThrowsAsync<TaskCanceledException>(() => first);
            await Assert.ThrowsAsync<TaskCanceledException>(() => writer.WriteAsync(new byte[] { 3 }, cancelled.Token).AsTask());

            byte[] received = new byte[PipeGrowth.UsualCapacity + 1];
            await reader.ReadExactlyAsync(received, TestContext.Current.CancellationToken);
            await second;
            Assert.Equal(2, received[^1]);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Every_write_settles_whenever_the_reader_is_given_up()
    {
        for (int round = 0; round < 300; round++)
        {
            (PipeStream reader, DirectPipeWriter writer) = Open(mayGrow: round % 2 == 0);
            Task filling = FillAsync(writer);
            Task closing = Task.Run(round % 3 == 0 ? writer.Abandon : writer.Dispose, TestContext.Current.CancellationToken);
            Exception end = await Assert.ThrowsAnyAsync<Exception>(() => filling);
            Assert.True(end is IOException or ObjectDisposedException, end.ToString());
            await closing;
            await reader.DisposeAsync();
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_reader_that_closes_ends_a_write_that_waits()
    {
        for (int round = 0; round < 100; round++)
        {
            (PipeStream reader, DirectPipeWriter writer) = Open(mayGrow: false);
            await using (writer)
            {
                Task filling = FillAsync(writer);
                await reader.DisposeAsync();
                await Assert.ThrowsAsync<IOException>(() => filling);
            }
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Memory_that_is_gone_when_there_is_room_fails_that_write_alone()
    {
        (PipeStream reader, DirectPipeWriter writer) = await OpenFullAsync();
        await using (reader)
        await using (writer)
        {
            using PassingMemory memory = new(10);
            Task writing = writer.WriteAsync(memory.Memory, TestContext.Current.CancellationToken).AsTask();
            memory.IsGone = true;
            await reader.ReadExactlyAsync(new byte[PipeGrowth.UsualCapacity], TestContext.Current.CancellationToken);
            await Assert.ThrowsAsync<IOException>(() => writing);
            await writer.WriteAsync(new byte[] { 5 }, TestContext.Current.CancellationToken);
            Assert.Equal(5, reader.ReadByte());
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_pipe_grows_for_something_long_unless_its_capacity_was_chosen()
    {
        byte[] longValue = new byte[PipeGrowth.GrownCapacity];
        (PipeStream reader, DirectPipeWriter writer) = Open(mayGrow: true);
        await using (reader)
        await using (writer)
        {
            await writer.WriteAsync(longValue, TestContext.Current.CancellationToken);
        }

        (reader, writer) = Open(mayGrow: false);
        await using (reader)
        {
            Task writing = writer.WriteAsync(longValue, TestContext.Current.CancellationToken).AsTask();
            Assert.False(writing.IsCompleted);
            writer.Abandon();
            await Assert.ThrowsAsync<IOException>(() => writing);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Only_so_many_pipes_grow_at_a_time()
    {
        for (int round = 0; round < 2; round++)
        {
            List<(PipeStream Reader, DirectPipeWriter Writer, Task Writing)> pipes = [];
            for (int count = 0; count < 40; count++)
            {
                (PipeStream reader, DirectPipeWriter writer) = Open(mayGrow: true);
                pipes.Add((reader, writer, writer.WriteAsync(new byte[PipeGrowth.GrownCapacity], TestContext.Current.CancellationToken).AsTask()));
            }

            Assert.Contains(pipes, pipe => pipe.Writing.IsCompletedSuccessfully);
            Assert.Contains(pipes, pipe => !pipe.Writing.IsCompleted);
            foreach ((PipeStream reader, DirectPipeWriter writer, Task writing) in pipes)
            {
                writer.Abandon();
                await writing.ContinueWith(task => task.Exception, TaskScheduler.Default);
                await reader.DisposeAsync();
            }
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task That_nobody_reads_any_more_is_told_to_who_asks_late_as_well()
    {
        (PipeStream reader, DirectPipeWriter writer) = await OpenFullAsync();
        await using (writer)
        {
            Task writing = writer.WriteAsync(new byte[] { 1 }, TestContext.Current.CancellationToken).AsTask();
            await reader.DisposeAsync();
            await Assert.ThrowsAsync<IOException>(() => writing);
            Exception? late = null;
            writer.WhenReaderGone(error => late = error);
            Assert.IsType<IOException>(late);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task That_nobody_reads_any_more_is_told_once_also_after_a_wait_for_room()
    {
        (PipeStream reader, DirectPipeWriter writer) = await OpenFullAsync();
        await using (writer)
        {
            int told = 0;
            writer.WhenReaderGone(_ => Interlocked.Increment(ref told));
            Task writing = writer.WriteAsync(new byte[] { 1 }, TestContext.Current.CancellationToken).AsTask();
            await reader.ReadExactlyAsync(new byte[PipeGrowth.UsualCapacity + 1], TestContext.Current.CancellationToken);
            await writing;
            await reader.DisposeAsync();
            await Limits.UntilAsync(() => Volatile.Read(ref told) > 0, "it is told");
            await Assert.ThrowsAsync<IOException>(() => writer.WriteAsync(new byte[] { 2 }, TestContext.Current.CancellationToken).AsTask());
            Assert.Equal(1, Volatile.Read(ref told));
        }
    }

    private sealed class PassingMemory(int length) : MemoryManager<byte>
    {
        public bool IsGone { get; set; }

        public override Memory<byte> Memory => CreateMemory(length);

        public override Span<byte> GetSpan() => IsGone ? throw new ObjectDisposedException(nameof(PassingMemory)) : new byte[length];

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }

    private static (PipeStream Reader, DirectPipeWriter Writer) Open(bool mayGrow)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a writer of its own.");
        PipePair pipe = PipePair.Create();
        return (pipe.Reader, new DirectPipeWriter(pipe.Writer, mayGrow));
    }

    private static async Task<(PipeStream Reader, DirectPipeWriter Writer)> OpenFullAsync()
    {
        (PipeStream reader, DirectPipeWriter writer) = Open(mayGrow: false);
        await writer.WriteAsync(new byte[PipeGrowth.UsualCapacity], TestContext.Current.CancellationToken);
        return (reader, writer);
    }

    private static async Task FillAsync(DirectPipeWriter writer)
    {
        while (true)
        {
            await writer.WriteAsync(new byte[10_000], TestContext.Current.CancellationToken);
        }
    }
}
