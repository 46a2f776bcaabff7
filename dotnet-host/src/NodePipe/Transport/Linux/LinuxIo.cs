using System.Runtime.InteropServices;

namespace NodePipe.Transport.Linux;

/// <summary>The system calls of waiting for many descriptors, and of reading and writing one.</summary>
internal static partial class LinuxIo
{
    public const int CloseOnExec = 0x80000;
    public const int Add = 1;
    public const int Delete = 2;
    public const int Modify = 3;
    public const uint Readable = 1;
    public const uint Writable = 4;
    public const uint Error = 8;
    public const uint HangUp = 0x10;
    public const uint OneShot = 1u << 30;
    public const uint EdgeTriggered = 1u << 31;
    public const int Interrupted = 4;
    private const int WouldBlock = 11;

    private const string Library = "libc";
    private const nuint SetNonBlocking = 0x5421;
    private const int SetPipeSize = 1031;
    private const int GetPipeSize = 1032;

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static unsafe partial int EpollControl(int epoll, int operation, int descriptor, EpollEvent* change);

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    public static unsafe partial int EpollWait(int epoll, EpollEvent* events, int count, int milliseconds);

    /// <summary>A read that finds nothing, or a write that finds no room, says so from now on, instead of waiting.</summary>
    public static unsafe void MakeNonBlocking(int descriptor)
    {
        int isOn = 1;
        if (DeviceControl(descriptor, SetNonBlocking, &isOn) != 0)
        {
            throw Failure("ioctl");
        }
    }

    /// <summary>Reads what is in the pipe, without waiting; 0 where that is nothing.</summary>
    public static int ReadNow(SafeHandle pipe, Span<byte> buffer)
    {
        bool isHeld = false;
        try
        {
            pipe.DangerousAddRef(ref isHeld);
            int descriptor = (int)pipe.DangerousGetHandle();
            MakeNonBlocking(descriptor);
            return Math.Max(ReadNow(descriptor, buffer), 0);
        }
        finally
        {
            if (isHeld)
            {
                pipe.DangerousRelease();
            }
        }
    }

    /// <summary>Reads what is in the pipe, without waiting; 0 at its end, negative where there is nothing.</summary>
    public static unsafe int ReadNow(int descriptor, Span<byte> buffer)
    {
        nint count;
        do
        {
            fixed (byte* bytes = buffer)
            {
                count = Read(descriptor, bytes, (nuint)buffer.Length);
            }
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        return count >= 0 || Marshal.GetLastPInvokeError() == WouldBlock ? (int)count : throw Failure("read");
    }

    /// <summary>Writes as much as the pipe takes, without waiting; 0 where that is nothing.</summary>
    public static unsafe int WriteNow(int descriptor, ReadOnlySpan<byte> buffer)
    {
        nint count;
        do
        {
            fixed (byte* bytes = buffer)
            {
                count = Write(descriptor, bytes, (nuint)buffer.Length);
            }
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        return count >= 0 ? (int)count
            : Marshal.GetLastPInvokeError() == WouldBlock ? 0
            : throw Failure("write");
    }

    public static int GetPipeCapacity(int descriptor) => FileControl(descriptor, GetPipeSize, 0);

    /// <summary>Lets a pipe hold this many bytes, where the system allows it.</summary>
    public static bool TrySetPipeCapacity(int descriptor, int capacity) => FileControl(descriptor, SetPipeSize, capacity) >= 0;

    public static IOException Failure(string call) =>
        new($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(int descriptor, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "fcntl")]
    private static partial int FileControl(int descriptor, int command, int argument);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int DeviceControl(int descriptor, nuint request, int* argument);
}
