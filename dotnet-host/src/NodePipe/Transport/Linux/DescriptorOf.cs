using System.IO.Pipes;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NodePipe.Transport.Linux;

/// <summary>Finds the pipe or the socket of the system that a stream stands for.</summary>
internal static class DescriptorOf
{
    /// <summary>
    /// A duplicate of the descriptor that the stream reads; null where there is none, or it is no pipe and no socket. A
    /// duplicate, for while its own is in use a socket cannot be disposed.
    /// </summary>
    public static SafeHandle? TryDuplicate(Stream stream) => stream switch
    {
        NetworkStream network => Duplicate(network.Socket.SafeHandle),
        PipeStream { IsConnected: true } pipe => Duplicate(pipe.SafePipeHandle),
        FileStream { CanSeek: false } file when Descriptors.IsPipeOrSocket(file.SafeFileHandle) => Duplicate(file.SafeFileHandle),
        _ => null,
    };

    private static SafeFileHandle? Duplicate(SafeHandle handle)
    {
        bool isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            int duplicate = LinuxIo.Duplicate((int)handle.DangerousGetHandle());
            return duplicate < 0 ? null : new SafeFileHandle(duplicate, ownsHandle: true);
        }
        finally
        {
            if (isHeld)
            {
                handle.DangerousRelease();
            }
        }
    }
}
