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
    private const int ModeOffset = 28;
    private const int FileNumberOffset = 32;
    private const int DeviceOffset = 136;
    private const uint AskForAll = 0x7ff;
    private const int OfWhatIsOpen = 0x1000;
    private const int Sticky = 0x200;
    private const int OthersMayWrite = 0x12;
    private const int MostLevels = 100;

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
    public bool IsOwn() => TellsOwner ? StatusOf("", OfWhatIsOpen)?.Owner == Libc.GetEffectiveUserId() : MayChangeMode();

    /// <summary>
    /// Whether another user, root excepted, could put another folder in the place of this one, because a folder around it is
    /// theirs. For root also where others may write one of those, and it does not keep files their owners' (sticky): elsewhere
    /// that is usual, as in the volumes of containers.
    /// </summary>
    public bool IsWithinAnothers()
    {
        if (!TellsOwner)
        {
            return false;
        }

        uint user = Libc.GetEffectiveUserId();
        string path = "..";
        FileStatus? below = null;
        for (int level = 0; level < MostLevels && StatusOf(path, 0) is FileStatus folder && folder != below; level++, path += "/..")
        {
            bool isOpenToOthers = (folder.Mode & OthersMayWrite) != 0 && (folder.Mode & Sticky) == 0;
            if ((folder.Owner != Root && folder.Owner != user) || (user == Root && isOpenToOthers))
            {
                return true;
            }

            below = folder;
        }

        return false;
    }

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
            return root?.StatusOf("", OfWhatIsOpen) is not null;
        }
        catch (EntryPointNotFoundException)
        {
            // glibc before 2.28, musl before 1.2.5.
            return false;
        }
    }

    private unsafe FileStatus? StatusOf(string path, int flags)
    {
        byte* status = stackalloc byte[StatusSize];
        return Libc.StatX(Handle, path, flags, AskForAll, status) == 0
            ? new FileStatus(
                *(uint*)(status + OwnerOffset), *(ushort*)(status + ModeOffset), *(ulong*)(status + FileNumberOffset), *(ulong*)(status + DeviceOffset))
            : null;
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

    /// <summary>Whose a file is and who may write it; the last two tell it from every other.</summary>
    private readonly record struct FileStatus(uint Owner, int Mode, ulong FileNumber, ulong Device);
}
