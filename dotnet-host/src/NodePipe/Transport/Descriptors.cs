using System.IO.Pipes;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NodePipe.Transport.Linux;

namespace NodePipe.Transport;

/// <summary>Opens descriptors that this process has inherited. From then on they are nobody else's: its own children do not get them.</summary>
internal static class Descriptors
{
    /// <exception cref="ArgumentException">It is not open, or can only be written.</exception>
    public static Stream OpenToRead(int descriptor) => Open(descriptor, PipeDirection.In, FileAccess.Read);

    /// <exception cref="ArgumentException">It is not open, or can only be read.</exception>
    public static Stream OpenToWrite(int descriptor)
    {
        Stream stream = Open(descriptor, PipeDirection.Out, FileAccess.Write);
        return OperatingSystem.IsLinux() && stream is PipeStream pipe ? new DirectPipeWriter(pipe, mayGrow: true) : stream;
    }

    /// <summary>Opens a socket in both directions.</summary>
    /// <exception cref="ArgumentException">It is not open, or no socket.</exception>
    public static Stream OpenSocket(int descriptor)
    {
        Claim(descriptor);
        try
        {
            return new NetworkStream(new Socket(new SafeSocketHandle(descriptor, ownsHandle: true)), ownsSocket: true);
        }
        catch (SocketException error)
        {
            throw new ArgumentException(
                $"Descriptor {descriptor} is to be read and written, and is no socket: give two descriptors.", error);
        }
    }

    /// <exception cref="ArgumentException">They are not open, or the wrong way round.</exception>
    public static void ThrowIfSwapped(int read, int write)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(read);
        ArgumentOutOfRangeException.ThrowIfNegative(write);
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        bool canRead = LinuxIo.CanRead(read) ?? throw NotOpen(read);
        bool canWrite = LinuxIo.CanWrite(write) ?? throw NotOpen(write);
        if (!canRead && !canWrite)
        {
            throw new ArgumentException($"Descriptor {read} can only be written, and {write} only be read: swap them.");
        }

        if (!canRead || !canWrite)
        {
            throw new ArgumentException(canWrite
                ? $"Descriptor {read} is to be read, and can only be written."
                : $"Descriptor {write} is to be written, and can only be read.");
        }
    }

    /// <summary>Whether it is a pipe or a socket, as .NET finds out for every stream of an anonymous pipe.</summary>
    public static bool IsPipeOrSocket(SafeHandle handle)
    {
        try
        {
            using AnonymousPipeClientStream accepted = new(PipeDirection.In, new SafePipeHandle(handle.DangerousGetHandle(), ownsHandle: false));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Stream Open(int descriptor, PipeDirection direction, FileAccess access)
    {
        Claim(descriptor);
        SafeFileHandle handle = new(descriptor, ownsHandle: true);
        if (!IsPipeOrSocket(handle))
        {
            return new FileStream(handle, access, bufferSize: 0);
        }

        handle.SetHandleAsInvalid();
        return new AnonymousPipeClientStream(direction, new SafePipeHandle(descriptor, ownsHandle: true));
    }

    private static void Claim(int descriptor)
    {
        if (OperatingSystem.IsLinux() && !LinuxIo.TryCloseOnExec(descriptor))
        {
            throw NotOpen(descriptor);
        }
    }

    private static ArgumentException NotOpen(int descriptor) =>
        new($"Descriptor {descriptor} is not open. Whoever starts this process has to pass it on.");
}
