using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace NodePipe.Bench;

/// <summary>A process that sends back every byte that it gets, and one of the ways to write and to read its two pipes.</summary>
internal sealed partial class EchoPipes : IAsyncDisposable
{
    private const string Library = "libc";

    private readonly Process _process;
    private readonly PipeStream _input;
    private readonly PipeStream _output;
    private readonly bool _writesDirectly;
    private readonly bool _readBlocks;

    /// <param name="writer"><c>WriteAsync</c> of the stream, or <c>write</c>, the system call.</param>
    /// <param name="reader"><c>ReadAsync</c> of the stream, or <c>read</c>, the system call, which holds the thread.</param>
    /// <param name="command">The program and its arguments.</param>
    public EchoPipes(string writer, string reader, IReadOnlyList<string> command)
    {
        _writesDirectly = Choose(writer, "WriteAsync", "write");
        _readBlocks = Choose(reader, "ReadAsync", "read");
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start) ?? throw new BenchException($"{command[0]} did not start.");
        _input = (PipeStream)_process.StandardInput.BaseStream;
        _output = (PipeStream)_process.StandardOutput.BaseStream;
    }

    /// <summary>Sends the bytes and waits until as many have come back.</summary>
    /// <param name="bytes">No more than fits into one pipe: nobody reads while they are written.</param>
    /// <param name="reply">As long.</param>
    public async Task ExchangeAsync(byte[] bytes, byte[] reply)
    {
        for (int written = 0; written < bytes.Length;)
        {
            written += await WriteAsync(bytes.AsMemory(written));
        }

        for (int read = 0; read < reply.Length;)
        {
            int count = _readBlocks ? ReadNow(reply.AsSpan(read)) : await _output.ReadAsync(reply.AsMemory(read));
            read += count > 0 ? count : throw new BenchException("The echo has ended.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _input.DisposeAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static bool Choose(string given, string stream, string systemCall) =>
        given == stream || given == systemCall
            ? given == systemCall
            : throw new BenchException($"'{given}' is no way; there are {stream} and {systemCall}.");

    private async ValueTask<int> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_writesDirectly)
        {
            return Checked(Write(_input.SafePipeHandle, bytes.Span, bytes.Length), "write");
        }

        await _input.WriteAsync(bytes);
        return bytes.Length;
    }

    private int ReadNow(Span<byte> reply) => Checked(Read(_output.SafePipeHandle, reply, reply.Length), "read");

    private static int Checked(nint count, string call) => count >= 0
        ? (int)count
        : throw new BenchException($"{call}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeHandle descriptor, Span<byte> buffer, nint count);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeHandle descriptor, ReadOnlySpan<byte> buffer, nint count);
}
