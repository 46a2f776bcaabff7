using System.Security.Cryptography;
using NodePipe.Errors;

namespace NodePipe.Hosting;

/// <summary>
/// The child's program, which this library carries with it: unpacked into a folder of the user alone, named by its
/// hash, so that versions live side by side. What is there already is compared byte by byte once in each host process;
/// later starts only look whether the file is still there.
/// </summary>
internal static class ChildProgram
{
    private const string ResourceName = "NodePipe.child.cjs";
    private const UnixFileMode UserOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static string? _path;

    /// <summary>The path of the unpacked program, which is unpacked again where somebody has deleted it.</summary>
    /// <exception cref="NodeStartException">There is no place for it.</exception>
    public static string Path => File.Exists(_path) ? _path : _path = UnpackIntoFirstOf(Folders());

    /// <summary>Unpacks into the first of these folders that takes it.</summary>
    internal static string UnpackIntoFirstOf(IReadOnlyList<string> folders)
    {
        List<Exception> errors = [];
        foreach (string folder in folders)
        {
            try
            {
                return Unpack(folder);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                errors.Add(error);
            }
        }

        string tried = string.Join("; ", folders.Zip(errors, (folder, error) => $"{folder} ({error.Message.TrimEnd('.')})"));
        throw new NodeStartException(
            $"There is no place to unpack the program that node is to run. Tried: {tried}. "
            + "Set HOME, XDG_DATA_HOME or TMPDIR to a folder that this user may write.",
            new AggregateException(errors));
    }

    /// <summary>Unpacks into this folder, unless the same is there already.</summary>
    internal static string Unpack(string folder)
    {
        byte[] program = Read();
        string path = System.IO.Path.Combine(folder, $"child-{Convert.ToHexStringLower(SHA256.HashData(program))[..16]}.cjs");
        CreatePrivateFolder(folder);
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(program))
        {
            return path;
        }

        // Written beside and renamed into place: another process that starts now sees all of it or nothing.
        string unfinished = System.IO.Path.Combine(folder, $"{Guid.NewGuid():N}.tmp");
        File.WriteAllBytes(unfinished, program);
        File.Move(unfinished, path, overwrite: true);
        return path;
    }

    private static string[] Folders()
    {
        // Not verified: a new user has no such folder yet.
        string data = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        string temporary = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"nodepipe-{Environment.UserName}");
        return data.Length > 0 ? [System.IO.Path.Combine(data, "nodepipe"), temporary] : [temporary];
    }

    private static void CreatePrivateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        CreateMissing(folder);
        if (File.GetUnixFileMode(folder) != UserOnly)
        {
            // Throws where the folder is somebody else's.
            File.SetUnixFileMode(folder, UserOnly);
        }
    }

    /// <summary>
    /// .NET gives the mode to the last folder only, and the user's data folder is to be created private too
    /// (<see href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG Base Directory</see>).
    /// </summary>
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void CreateMissing(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (System.IO.Path.GetDirectoryName(folder) is string parent)
        {
            CreateMissing(parent);
        }

        Directory.CreateDirectory(folder, UserOnly);
    }

    private static byte[] Read()
    {
        using Stream resource = typeof(ChildProgram).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The assembly carries no {ResourceName}; it was built wrongly.");
        byte[] program = new byte[resource.Length];
        resource.ReadExactly(program);
        return program;
    }
}
