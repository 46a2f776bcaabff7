using System.Runtime.InteropServices;

namespace NodePipe.Console;

/// <summary>The system calls on descriptors that .NET's console has no door to.</summary>
internal static partial class Libc
{
    public const int Interrupted = 4;
    public const int BrokenPipe = 32;
    public const int GetDescriptorFlags = 1;
    public const int CloseOnExec = 1;
    public const short Readable = 1;
    public const short Writable = 4;

    private const string Library = "libc";

    /// <summary>What a descriptor that does not block says instead of waiting.</summary>
    public static int WouldBlock { get; } = OperatingSystem.IsLinux() ? 11 : 35;

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(int descriptor, byte* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static unsafe partial nint Write(int descriptor, byte* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(ref PollRequest request, nuint count, int milliseconds);

    /// <summary>Variadic in C; P/Invoke can call it only because this command takes nothing more.</summary>
    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(int descriptor, int command);

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
