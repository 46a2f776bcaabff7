using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using NodePipe.Processes.Posix;

namespace NodePipe.Hosting;

/// <summary>
/// A folder of the user alone, from which a program may be run: nobody else can have put it there, or can change it. Windows
/// gives each user such places by itself.
/// </summary>
internal static class PrivateFolder
{
    private const UnixFileMode UserOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersMayWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Whether a folder in a place where everybody may make some can be told from one that somebody else has made.</summary>
    public static bool CanBeTold => OperatingSystem.IsWindows() || OpenedFile.TellsOwner || !Environment.IsPrivilegedProcess;

    /// <summary>Makes the folder, and those above it, where they are missing.</summary>
    /// <exception cref="IOException">It cannot be made, or is a link.</exception>
    /// <exception cref="UnauthorizedAccessException">It is, or lies in, a folder of another user.</exception>
    public static void Prepare(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        CreateMissing(folder);
        using OpenedFile opened = OpenedFile.OpenFolder(folder);
        if (!opened.IsOwn())
        {
            throw new UnauthorizedAccessException("it belongs to another user");
        }

        if (opened.IsWithinAnothers())
        {
            throw new UnauthorizedAccessException("it lies in a folder that another user could change");
        }

        if (File.GetUnixFileMode(opened.Handle) != UserOnly)
        {
            File.SetUnixFileMode(opened.Handle, UserOnly);
        }
    }

    /// <summary>Whether a file in a prepared folder is the user's own and has exactly this content.</summary>
    public static bool Holds(string path, ReadOnlySpan<byte> content)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.Exists(path) && content.SequenceEqual(File.ReadAllBytes(path));
        }

        using OpenedFile? opened = OpenedFile.OpenFile(path);
        try
        {
            return opened is not null && IsOwnAlone(opened) && HasContent(opened.Handle, content);
        }
        catch (NotSupportedException)
        {
            // No file, but a FIFO or the like.
            return false;
        }
    }

    /// <summary>Whether folder and file are still what they were when <see cref="Holds"/> looked at them: the user's alone.</summary>
    public static bool StillHolds(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.Exists(path);
        }

        try
        {
            using OpenedFile folder = OpenedFile.OpenFolder(Path.GetDirectoryName(path)!);
            using OpenedFile? file = OpenedFile.OpenFile(path);
            return file is not null && IsOwnAlone(folder) && !folder.IsWithinAnothers() && IsOwnAlone(file);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool HasContent(SafeFileHandle file, ReadOnlySpan<byte> content)
    {
        if (RandomAccess.GetLength(file) != content.Length)
        {
            return false;
        }

        byte[] found = new byte[content.Length];
        int length = 0;
        for (int count; (count = RandomAccess.Read(file, found.AsSpan(length), length)) > 0;)
        {
            length += count;
        }

        return content.SequenceEqual(found.AsSpan(0, length));
    }

    [UnsupportedOSPlatform("windows")]
    private static bool IsOwnAlone(OpenedFile file) => file.IsOwn() && (File.GetUnixFileMode(file.Handle) & OthersMayWrite) == 0;

    /// <summary>
    /// .NET gives the mode to the last folder only, and the user's data folder is to be created private too
    /// (<see href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG Base Directory</see>).
    /// </summary>
    [UnsupportedOSPlatform("windows")]
    private static void CreateMissing(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (Path.GetDirectoryName(folder) is string parent)
        {
            CreateMissing(parent);
        }

        Directory.CreateDirectory(folder, UserOnly);
    }
}
