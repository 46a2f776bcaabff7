using System.Runtime.InteropServices;

namespace NodePipe.Processes.Posix;

/// <summary>The flags of <c>open(2)</c>, whose numbers are the system's and, on Linux, the architecture's.</summary>
internal static class OpenFlags
{
    // asm-generic/fcntl.h, and what arch/{arm,arm64,powerpc}/include/uapi/asm/fcntl.h have instead.
    private static readonly bool HasOwnNumbers = RuntimeInformation.ProcessArchitecture
        is Architecture.Arm or Architecture.Armv6 or Architecture.Arm64 or Architecture.Ppc64le;

    /// <summary>Opens nothing but a folder (O_DIRECTORY).</summary>
    public static int Folder => !OperatingSystem.IsLinux() ? 0x100000 : HasOwnNumbers ? 0x4000 : 0x10000;

    /// <summary>Does not follow a link at the end of the path (O_NOFOLLOW).</summary>
    public static int NoLink => !OperatingSystem.IsLinux() ? 0x100 : HasOwnNumbers ? 0x8000 : 0x20000;

    /// <summary>Is not inherited (O_CLOEXEC).</summary>
    public static int CloseOnExec => OperatingSystem.IsLinux() ? 0x80000 : 0x1000000;

    /// <summary>Opens a FIFO without waiting for somebody at its other end (O_NONBLOCK).</summary>
    public static int NeverWait => OperatingSystem.IsLinux() ? 0x800 : 4;
}
