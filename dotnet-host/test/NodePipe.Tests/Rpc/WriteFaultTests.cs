using System.Buffers;
using NodePipe.Tests.Calls;
using NodePipe.Transport;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>What goes wrong while a connection writes or ends: no call waits for ever.</summary>
public sealed class WriteFaultTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Memory_that_is_gone_before_it_is_written_ends_the_connection_and_not_the_program()
    {
        await using NodeProcess node = await Modules.StartAsync("bytes.mjs", ChildTransport.Default);
        Task<int> call = node.InvokeAsync<int>("sum", [new GoneMemory(100_000).Memory]);
        await Assert.ThrowsAsync<NodeExitedException>(() => call.WaitAsync(Limits.Wait));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_reason_that_cannot_be_found_out_ends_the_open_calls_none_the_less()
    {
        PipePair input = PipePair.Create();
        PipePair output = PipePair.Create();
        await using PipeEnds ends = new(input, output);
        await using RpcConnection connection = new(
            new Endpoint(
                ByteSource.FromPipe(input.Reader, mayGrow: false, CancellationToken.None), output.Writer,
                () => throw new InvalidOperationException("nobody knows")),
            null);
        connection.Start();
        Task<int> call = connection.InvokeAsync<int>("never");
        await input.Writer.DisposeAsync();
        NodePipeException error = await Assert.ThrowsAsync<NodePipeException>(() => call.WaitAsync(Limits.Wait));
        Assert.Contains("nobody knows", error.Message, StringComparison.Ordinal);
    }

    private sealed class GoneMemory(int length) : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(length);

        public override Span<byte> GetSpan() => throw new ObjectDisposedException(nameof(GoneMemory), "The memory is gone.");

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }

    private sealed record PipeEnds(PipePair Input, PipePair Output) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Input.Writer.DisposeAsync();
            await Output.Reader.DisposeAsync();
        }
    }
}
