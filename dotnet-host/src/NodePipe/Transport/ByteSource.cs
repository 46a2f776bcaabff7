using System.IO.Pipes;
using System.Runtime.InteropServices;
using NodePipe.Transport.Linux;

namespace NodePipe.Transport;

/// <summary>The reading end of a transport: hands bytes to its receiver as they come.</summary>
internal abstract class ByteSource : IAsyncDisposable
{
    /// <summary>The fastest source that the system has for this pipe.</summary>
    /// <param name="pipe">The end that the host reads; the source disposes it.</param>
    /// <param name="mayGrow">Whether the pipe may hold more once something long goes through it.</param>
    /// <param name="writerGone">
    /// Cancelled when the one who writes has ended: what is in the pipe is all there is, even if a foreign process holds
    /// a copy of the write end and so keeps back the end of file.
    /// </param>
    public static ByteSource FromPipe(PipeStream pipe, bool mayGrow, CancellationToken writerGone) => OperatingSystem.IsLinux()
        ? new EpollSource(pipe.SafePipeHandle, pipe, mayGrow, writerGone)
        : new StreamSource(pipe, writerGone);

    /// <summary>A source that reads any stream: the fastest one, where it stands for a pipe or a socket of the system.</summary>
    public static ByteSource FromStream(Stream stream)
    {
        if (stream is AnonymousPipeServerStream or AnonymousPipeClientStream)
        {
            return FromPipe((PipeStream)stream, mayGrow: false, CancellationToken.None);
        }

        SafeHandle? descriptor = OperatingSystem.IsLinux() ? DescriptorOf.TryDuplicate(stream) : null;
        return descriptor is null
            ? new StreamSource(stream, CancellationToken.None)
            : new EpollSource(descriptor, stream, mayGrow: false, CancellationToken.None);
    }

    /// <summary>Begins to read. Called once.</summary>
    public abstract void Start(IByteReceiver receiver);

    /// <summary>The receiver, which had said that no more may come, takes more.</summary>
    public abstract void Resume();

    /// <summary>Stops reading; the receiver is told of an end, if it has not been yet.</summary>
    public abstract ValueTask DisposeAsync();
}
