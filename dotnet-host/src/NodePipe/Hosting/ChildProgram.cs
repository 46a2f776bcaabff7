using System.Security.Cryptography;

namespace NodePipe.Hosting;

/// <summary>
/// The child's program, which this library carries with it: unpacked into a folder of the user alone, named by its
/// hash, so that versions live side by side. What is there already is compared byte by byte once in each host process;
/// later starts only look whether the file is still there.
/// </summary>
internal static class ChildProgram
{
    private const string ResourceName = "NodePipe.child.cjs";

    private static readonly Lazy<string> Unpacked = new(() => Unpack(DefaultFolder()));

    /// <summary>The path of the unpacked program, which is unpacked again where somebody has deleted it.</summary>
    public static string Path => File.Exists(Unpacked.Value) ? Unpacked.Value : Unpack(DefaultFolder());

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

    private static string DefaultFolder()
    {
        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return data.Length > 0 && TryCreate(System.IO.Path.Combine(data, "nodepipe"))
            ? System.IO.Path.Combine(data, "nodepipe")
            : System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"nodepipe-{Environment.UserName}");
    }

    private static bool TryCreate(string folder)
    {
        try
        {
            CreatePrivateFolder(folder);
            string probe = System.IO.Path.Combine(folder, $"{Guid.NewGuid():N}.tmp");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void CreatePrivateFolder(string folder)
    {
        const UnixFileMode UserOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, UserOnly);
        if (File.GetUnixFileMode(folder) != UserOnly)
        {
            // Throws where the folder is somebody else's.
            File.SetUnixFileMode(folder, UserOnly);
        }
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
