using System.Runtime.InteropServices;

namespace NodePipe.Console;

/// <summary>
/// Descriptor 0, 1 or 2 by plain system calls: .NET's own console streams take a reader that is gone for success, and
/// its file streams fail where another process has made the descriptor non-blocking.
/// </summary>
internal sealed class StandardDescriptor(int descriptor) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// Whether the descriptor came from whoever started us. Where it did not, the runtime's own files have its number
    /// by now; those are close-on-exec, and what is inherited never is.
    /// </summary>
    public bool IsInherited
    {
        get
        {
            int flags = Libc.Control(descriptor, Libc.GetDescriptorFlags);
            return flags >= 0 && (flags & Libc.CloseOnExec) == 0;
        }
    }

    /// <summary>Whether the error says that nobody reads any more, as behind <c>head</c>.</summary>
    public static bool IsBrokenPipe(IOException error) => error.HResult == Libc.BrokenPipe;

    /// <summary>Whether a read would not wait: there are bytes, or the end.</summary>
    public bool HasInput()
    {
        Libc.PollRequest request = new() { Descriptor = descriptor, Events = Libc.Readable };
        return Libc.Poll(ref request, 1, 0) > 0;
    }

    /// <exception cref="IOException">The system refused; its error number is the <see cref="Exception.HResult"/>.</exception>
    public override unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            for (; ; )
            {
                nint count = Libc.Read(descriptor, bytes, (nuint)buffer.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                WaitOrThrow(Libc.Readable);
            }
        }
    }

    /// <inheritdoc cref="Read(Span{byte})"/>
    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            for (int written = 0; written < buffer.Length;)
            {
                nint count = Libc.Write(descriptor, bytes + written, (nuint)(buffer.Length - written));
                if (count >= 0)
                {
                    written += (int)count;
                }
                else
                {
                    WaitOrThrow(Libc.Writable);
                }
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void WaitOrThrow(short events)
    {
        int error = Marshal.GetLastPInvokeError();
        if (error == Libc.WouldBlock)
        {
            Libc.PollRequest request = new() { Descriptor = descriptor, Events = events };
            _ = Libc.Poll(ref request, 1, Timeout.Infinite);
        }
        else if (error != Libc.Interrupted)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }
}
