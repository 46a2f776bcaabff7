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
    public const int TryAgain = 11;

    private const string Library = "libc";
    private const int GetDescriptorFlags = 1;
    private const int SetDescriptorFlags = 2;
    private const int GetStatusFlags = 3;
    private const int SetStatusFlags = 4;
    private const int CloseOnExecFlag = 1;
    private const int NonBlocking = 0x800;
    private const int DuplicateCloseOnExec = 1030;
    private const int AccessMode = 3;
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private const int FirstFree = 3;
    private const int SetPipeSize = 1031;
    private const int GetPipeSize = 1032;

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static unsafe partial int EpollControl(int epoll, int operation, int descriptor, EpollEvent* change);

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    public static unsafe partial int EpollWait(int epoll, EpollEvent* events, int count, int milliseconds);

    /// <summary>A read that finds nothing, or a write that finds no room, says so from now on, instead of waiting.</summary>
    /// <remarks>
    /// Not by <c>ioctl(FIONBIO)</c>, whose number is another one on some architectures. These of <c>fcntl</c> are the same on
    /// all that .NET runs on.
    /// </remarks>
    public static void MakeNonBlocking(int descriptor)
    {
        nint flags = FileControl(descriptor, GetStatusFlags, 0);
        if (flags < 0 || FileControl(descriptor, SetStatusFlags, flags | NonBlocking) < 0)
        {
            throw Failure("fcntl");
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

        return count >= 0 || Marshal.GetLastPInvokeError() == TryAgain ? (int)count : throw Failure("read");
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
            : Marshal.GetLastPInvokeError() == TryAgain ? 0
            : throw Failure("write");
    }

    public static int GetPipeCapacity(int descriptor) => FileControl(descriptor, GetPipeSize, 0);

    /// <summary>Lets a pipe hold this many bytes, where the system allows it.</summary>
    public static bool TrySetPipeCapacity(int descriptor, int capacity) => FileControl(descriptor, SetPipeSize, capacity) >= 0;

    /// <summary>Another descriptor of the same, 3 or more, which no child gets; negative where there is no room for it.</summary>
    public static int Duplicate(int descriptor) => FileControl(descriptor, DuplicateCloseOnExec, FirstFree);

    /// <summary>Puts a duplicate in the place of another descriptor, which is closed.</summary>
    [LibraryImport(Library, EntryPoint = "dup2", SetLastError = true)]
    public static partial int DuplicateTo(int descriptor, int place);

    /// <summary>No child gets the descriptor from now on; false where it is not open.</summary>
    public static bool TryCloseOnExec(int descriptor) =>
        FileControl(descriptor, GetDescriptorFlags, 0) is int flags and >= 0
        && FileControl(descriptor, SetDescriptorFlags, flags | CloseOnExecFlag) >= 0;

    /// <summary>Whether the descriptor can be read; null where it is not open.</summary>
    public static bool? CanRead(int descriptor) => AccessOf(descriptor) is int access ? access != WriteOnly : null;

    /// <summary>Whether the descriptor can be written; null where it is not open.</summary>
    public static bool? CanWrite(int descriptor) => AccessOf(descriptor) is int access ? access != ReadOnly : null;

    /// <summary>The error of the last call, with its number as the <see cref="Exception.HResult"/>, as .NET's own have it.</summary>
    public static IOException Failure(string call) => Failure(call, Marshal.GetLastPInvokeError());

    public static IOException Failure(string call, int error) => new($"{call}: {Marshal.GetPInvokeErrorMessage(error)}", error);

    private static int? AccessOf(int descriptor) =>
        FileControl(descriptor, GetStatusFlags, 0) is int flags and >= 0 ? flags & AccessMode : null;

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(int descriptor, byte* buffer, nuint count);

    /// <remarks>It is variadic in C, and reads a whole register or word: <c>nint</c> fills it.</remarks>
    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int descriptor, int command, nint argument);
}
