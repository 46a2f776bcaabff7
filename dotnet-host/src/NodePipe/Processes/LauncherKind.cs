namespace NodePipe;

/// <summary>The way in which a process is started.</summary>
public enum LauncherKind
{
    /// <summary>The best that the system has: <see cref="Posix"/> where it works, otherwise <see cref="Portable"/>.</summary>
    Default,

    /// <summary>
    /// <c>posix_spawn</c> (Linux with glibc 2.29 or later, or musl 1.1.24 or later): pipes land at the chosen numbers, no other process gets
    /// them, and the child with all its own children ends when the host does.
    /// </summary>
    Posix,

    /// <summary><c>CreateProcessW</c> with a handle list. Not there yet: whoever chooses it gets a <see cref="PlatformNotSupportedException"/>.</summary>
    Windows,

    /// <summary>
    /// <see cref="System.Diagnostics.Process"/> and inheritable handles, everywhere. The child learns the numbers from
    /// its arguments; a foreign process that starts at the same moment can inherit a copy of the pipes.
    /// </summary>
    Portable,
}
