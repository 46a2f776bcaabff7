using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace NodePipe.Transport.Linux;

/// <summary>
/// Writes a pipe by one system call on the caller's thread where the pipe has room, and asynchronously where it has not.
/// </summary>
internal sealed class DirectPipeWriter(PipeStream pipe) : Stream
{
    private readonly SafeHandle _handle = pipe.SafePipeHandle;
    private bool _isNonBlocking;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isNonBlocking)
        {
            // The first asynchronous write makes our end non-blocking.
            _isNonBlocking = true;
            return pipe.WriteAsync(buffer, cancellationToken);
        }

        int written = WriteNow(buffer.Span);
        return written == buffer.Length ? ValueTask.CompletedTask : pipe.WriteAsync(buffer[written..], cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            pipe.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Writes what the pipe takes; a failure is the asynchronous write's to report.</summary>
    private unsafe int WriteNow(ReadOnlySpan<byte> buffer)
    {
        bool isHeld = false;
        try
        {
            _handle.DangerousAddRef(ref isHeld);
            fixed (byte* bytes = buffer)
            {
                return (int)Math.Max(LinuxIo.Write((int)_handle.DangerousGetHandle(), bytes, (nuint)buffer.Length), 0);
            }
        }
        finally
        {
            if (isHeld)
            {
                _handle.DangerousRelease();
            }
        }
    }
}
