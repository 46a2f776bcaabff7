using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NodePipe.Processes.Posix;

/// <summary>
/// The system calls of processes, and of who owns a file, that .NET has no door to. P/Invoke cannot pass what is variadic,
/// so <c>open</c> is called without its third argument.
/// </summary>
internal static partial class Libc
{
    public const short SpawnSetProcessGroup = 0x02;
    public const short SpawnSetSignalDefaults = 0x04;
    public const short SpawnSetSignalMask = 0x08;
    public const int WaitForPid = 1;
    public const int WaitExited = 4;
    public const int OpenReadOnly = 0;
    public const int NoSuchProcess = 3;
    public const int Interrupted = 4;
    public const int NoChild = 10;
    public const int OpenMax = 4;
    public const int CurrentDirectory = -100;
    public const int MayExecute = 1;
    public const int AsEffectiveUser = 0x200;

    // The numbers of system calls that came after Linux 5.0 are the same on all architectures.
    public const int SignalProcess = 424;
    public const int OpenProcess = 434;

    private const string Library = "libc";
    private const string AddChangeDirectory = "posix_spawn_file_actions_addchdir_np";

    public static int WaitLeaveWaitable => OperatingSystem.IsMacOS() ? 0x20 : 0x01000000;

    /// <summary>
    /// Whether <c>posix_spawn</c> can choose the child's directory. That is asked of the library itself: a version would have to
    /// be known of each kind, glibc, musl and others.
    /// </summary>
    public static bool CanSpawnInDirectory() =>
        NativeLibrary.TryLoad(Library, typeof(Libc).Assembly, null, out nint library) && NativeLibrary.TryGetExport(library, AddChangeDirectory, out _);

    [LibraryImport(Library, EntryPoint = "sysconf")]
    public static partial nint SystemConfiguration(int name);

    [LibraryImport(Library, EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial int Spawn(
        out int pid, string path, nint fileActions, nint attributes, byte** arguments, byte** environment);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int FileActionsInit(nint actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int FileActionsDestroy(nint actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int FileActionsAddDuplicate(nint actions, int from, int to);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addclose")]
    public static partial int FileActionsAddClose(nint actions, int descriptor);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int FileActionsAddOpen(nint actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = AddChangeDirectory, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int FileActionsAddChangeDirectory(nint actions, string path);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    public static partial int AttributesInit(nint attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    public static partial int AttributesDestroy(nint attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    public static partial int AttributesSetFlags(nint attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setpgroup")]
    public static partial int AttributesSetProcessGroup(nint attributes, int group);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int AttributesSetSignalDefaults(nint attributes, nint signals);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int AttributesSetSignalMask(nint attributes, nint signals);

    [LibraryImport(Library, EntryPoint = "sigfillset")]
    public static partial int SignalSetFill(nint signals);

    [LibraryImport(Library, EntryPoint = "sigemptyset")]
    public static partial int SignalSetEmpty(nint signals);

    [LibraryImport(Library, EntryPoint = "waitid", SetLastError = true)]
    public static partial int WaitId(int idType, int id, nint info, int options);

    [LibraryImport(Library, EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitPid(int pid, out int status, int options);

    [LibraryImport(Library, EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    /// <remarks>It is variadic in C, and reads whole registers: <c>nint</c> fills them.</remarks>
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport(Library, EntryPoint = "getpgid")]
    public static partial int GetProcessGroup(int pid);

    [LibraryImport(Library, EntryPoint = "faccessat", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AccessAt(int directory, string path, int mode, int flags);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    public static partial uint GetEffectiveUserId();

    [LibraryImport(Library, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static unsafe partial int StatX(SafeFileHandle directory, string path, int flags, uint mask, byte* status);
}
