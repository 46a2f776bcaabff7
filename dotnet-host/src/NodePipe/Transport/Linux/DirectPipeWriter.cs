using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace NodePipe.Transport.Linux;

/// <summary>
/// Writes a pipe by one system call on the caller's thread where the pipe has room, and asynchronously where it has not.
/// </summary>
internal sealed class DirectPipeWriter(PipeStream pipe) : OneWayStream
{
    private readonly SafeHandle _handle = pipe.SafePipeHandle;
    private bool _isNonBlocking;
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isAbandoned;
    private volatile bool _isDisposed;

    public override bool CanRead => false;

    /// <summary>Ends every write, also one that waits for room: nobody reads any more, whoever holds a copy of the pipe.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        _abandoned.TrySetException(new IOException("The pipe is broken: the process that reads it has ended."));
        _ = _abandoned.Task.Exception;
        pipe.Dispose();
    }

    /// <exception cref="IOException">The reader is gone.</exception>
    /// <exception cref="ObjectDisposedException">This stream was disposed.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int written = _isNonBlocking && !_isAbandoned ? WriteNow(buffer.Span) : 0;
        return written == buffer.Length && written > 0
            ? ValueTask.CompletedTask
            : WriteRestAsync(buffer[written..], cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _isDisposed = true;
            pipe.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask WriteRestAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            // The first asynchronous write makes our end non-blocking.
            ValueTask write = pipe.WriteAsync(buffer, cancellationToken);
            _isNonBlocking = true;
            if (!write.IsCompleted)
            {
                // A write that begins while its pipe is closed may never be told of it.
                Task writing = write.AsTask();
                await (await Task.WhenAny(writing, _abandoned.Task).ConfigureAwait(false)).ConfigureAwait(false);
                return;
            }

            await write.ConfigureAwait(false);
        }
        catch (Exception error) when (_isAbandoned && !_isDisposed && error is not IOException && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException("The pipe is broken: the process that reads it has ended.", error);
        }
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
        catch (ObjectDisposedException)
        {
            return 0;
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
