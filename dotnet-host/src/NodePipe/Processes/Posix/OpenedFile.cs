using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace NodePipe.Processes.Posix;

/// <summary>
/// A file or a folder that is open, and whose it is. That is asked of what is open, and not of a path: behind a path somebody
/// else may put another file in between.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class OpenedFile : IDisposable
{
    // struct statx is the same on all architectures (statx(2)).
    private const int StatusSize = 256;
    private const int OwnerOffset = 20;
    private const uint AskForOwner = 8;
    private const int OfWhatIsOpen = 0x1000;

    private const uint Root = 0;

    private OpenedFile(SafeFileHandle handle) => Handle = handle;

    public SafeFileHandle Handle { get; }

    /// <summary>
    /// Whether this system tells who owns what is open. Where it does not, the owner is who may change the mode, and so root
    /// cannot tell its own files from others'.
    /// </summary>
    public static bool TellsOwner { get; } = AsksForOwner();

    /// <exception cref="IOException">There is no such folder, or it is a link.</exception>
    public static OpenedFile OpenFolder(string path) =>
        Open(path, OpenFlags.Folder) ?? throw new IOException($"it cannot be opened as a folder that is no link: {LastError()}");

    /// <summary>Opens a file to read it; null where there is none, or a link.</summary>
    public static OpenedFile? OpenFile(string path) => Open(path, OpenFlags.NeverWait);

    /// <summary>Whether it belongs to the user as whom this process acts.</summary>
    public bool IsOwn() => TellsOwner ? OwnerOf("", OfWhatIsOpen) == Libc.GetEffectiveUserId() : MayChangeMode();

    /// <summary>
    /// Whether the folder in which this one lies belongs to another user, root excepted, who could then put another one in its
    /// place.
    /// </summary>
    public bool IsWithinAnothers() => TellsOwner && OwnerOf("..", 0) is uint owner && owner != Root && owner != Libc.GetEffectiveUserId();

    public void Dispose() => Handle.Dispose();

    private static OpenedFile? Open(string path, int flags)
    {
        SafeFileHandle handle = Libc.Open(path, flags | OpenFlags.NoLink | OpenFlags.CloseOnExec);
        return handle.IsInvalid ? null : new OpenedFile(handle);
    }

    private static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    private static bool AsksForOwner()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            using OpenedFile? root = Open("/", OpenFlags.Folder);
            return root?.OwnerOf("", OfWhatIsOpen) is not null;
        }
        catch (EntryPointNotFoundException)
        {
            // glibc before 2.28, musl before 1.2.5.
            return false;
        }
    }

    private unsafe uint? OwnerOf(string path, int flags)
    {
        byte* status = stackalloc byte[StatusSize];
        return Libc.StatX(Handle, path, flags, AskForOwner, status) == 0 ? *(uint*)(status + OwnerOffset) : null;
    }

    private bool MayChangeMode()
    {
        try
        {
            File.SetUnixFileMode(Handle, File.GetUnixFileMode(Handle));
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
