using NodePipe.Processes.Portable;
using NodePipe.Processes.Posix;
using NodePipe.Processes.Windows;

namespace NodePipe.Processes;

/// <summary>Chooses the launcher.</summary>
internal static class Launchers
{
    public static IProcessLauncher Get(LauncherKind kind) => kind switch
    {
        LauncherKind.Default when OperatingSystem.IsWindows() => throw WindowsLauncher.NotYet(),
        LauncherKind.Default => PosixLauncher.IsSupported ? new PosixLauncher() : new PortableLauncher(),
        LauncherKind.Portable => new PortableLauncher(),
        LauncherKind.Windows => throw WindowsLauncher.NotYet(),
        LauncherKind.Posix when PosixLauncher.IsSupported => new PosixLauncher(),
        LauncherKind.Posix => throw new PlatformNotSupportedException(
            "The POSIX launcher needs Linux with glibc 2.29 or later, or with musl 1.1.24 or later. Choose LauncherKind.Portable, or leave the default."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such launcher."),
    };
}
