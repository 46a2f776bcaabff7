using NodePipe.Processes.Posix;

namespace NodePipe.Processes;

/// <summary>Finds the program to start, and says where it looked when there is none.</summary>
internal static class ProgramLookup
{
    /// <summary>The absolute path of a program, as a shell would find it.</summary>
    /// <param name="fileName">An absolute path, one relative to the current directory, or a bare name.</param>
    /// <param name="searchPath">The PATH on which a bare name is looked up.</param>
    public static string Resolve(string fileName, string? searchPath)
    {
        if (fileName.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || fileName.Contains('/', StringComparison.Ordinal))
        {
            string path = Path.GetFullPath(fileName);
            return IsExecutable(path) ? path : throw NotStartable(path);
        }

        string[] directories = (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (string directory in directories)
        {
            foreach (string extension in Extensions(fileName))
            {
                string candidate = Path.GetFullPath(Path.Combine(directory, fileName + extension));
                if (IsExecutable(candidate))
                {
                    return candidate;
                }
            }
        }

        string searched = directories.Length == 0 ? "PATH is empty" : $"PATH has {string.Join(", ", directories)}";
        throw new NodeStartException(
            $"The program '{fileName}' was not found ({searched}). Install it, or give its full path.");
    }

    public static string ResolveDirectory(string? directory)
    {
        string path = Path.GetFullPath(directory ?? Environment.CurrentDirectory);
        return Directory.Exists(path)
            ? path
            : throw new NodeStartException($"The working directory '{path}' does not exist. Create it, or choose another one.");
    }

    private static string[] Extensions(string fileName) =>
        OperatingSystem.IsWindows() && !Path.HasExtension(fileName) ? [".exe"] : [""];

    private static bool IsExecutable(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return OperatingSystem.IsWindows() || ((File.GetUnixFileMode(path) & AnyExecute) != 0 && IsAllowed(path));
    }

    /// <summary>Whether this user may run it; elsewhere than on Linux the start tells.</summary>
    private static bool IsAllowed(string path) =>
        !OperatingSystem.IsLinux() || Libc.AccessAt(Libc.CurrentDirectory, path, Libc.MayExecute, Libc.AsEffectiveUser) == 0;

    private static NodeStartException NotStartable(string path) => new(
        File.Exists(path) ? $"'{path}' is not executable. Make it so (chmod +x), or name another program."
        : Directory.Exists(path) ? $"'{path}' is a directory. Name the program in it."
        : $"The program '{path}' does not exist. Check the path.");
}
