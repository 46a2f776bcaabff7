using System.Collections.Concurrent;
using System.Globalization;
using NodePipe.Processes.Posix;

namespace NodePipe.Hosting;

/// <summary>
/// The child's program, which this library carries with it: unpacked into a folder of the user alone, named by its
/// content, so that versions live side by side. What is there already is compared byte by byte once in each host process;
/// later starts only look whether it is still there and nobody else's.
/// </summary>
internal static class ChildProgram
{
    private const string ResourceName = "NodePipe.child.cjs";
    private const UnixFileMode UserOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string OwnFolder = "nodepipe";
    private const string UsualPlace = "";

    private static readonly ConcurrentDictionary<string, string> Unpacked = new(StringComparer.Ordinal);

    /// <summary>The path of the unpacked program, which is unpacked again where somebody has deleted or replaced it.</summary>
    /// <param name="chosenFolder">Where it is to lie, in a folder of its own; null for the usual places.</param>
    /// <exception cref="NodeStartException">There is no place for it.</exception>
    public static string GetPath(string? chosenFolder = null)
    {
        string key = chosenFolder is null ? UsualPlace : Path.GetFullPath(chosenFolder);
        if (Unpacked.TryGetValue(key, out string? path) && PrivateFolder.StillHolds(path))
        {
            return path;
        }

        path = chosenFolder is null ? UnpackIntoFirstOf(Folders()) : UnpackIntoChosen(key);
        Unpacked[key] = path;
        return path;
    }

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
            + "Set HOME, XDG_DATA_HOME or TMPDIR to a folder that this user may write, or name one by ChildProgramFolder.",
            new AggregateException(errors));
    }

    private static string UnpackIntoChosen(string chosenFolder)
    {
        string folder = Path.Combine(chosenFolder, OwnFolder);
        try
        {
            return Unpack(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException(
                $"The program that node is to run cannot be unpacked into {folder}: {error.Message.TrimEnd('.')}. "
                + "Set ChildProgramFolder to a folder that this user may write and no other user may replace, or leave it out.",
                error);
        }
    }

    /// <summary>Unpacks into this folder, unless the same is there already.</summary>
    internal static string Unpack(string folder)
    {
        byte[] program = Read();
        string path = Path.Combine(folder, $"child-{Fingerprint(program):x16}.cjs");
        PrivateFolder.Prepare(folder);
        if (PrivateFolder.Holds(path, program))
        {
            return path;
        }

        // Written beside and renamed into place: another process that starts now sees all of it or nothing.
        string unfinished = Path.Combine(folder, $"{Guid.NewGuid():N}.tmp");
        try
        {
            Write(unfinished, program);
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }

        return path;
    }

    private static void Write(string path, byte[] program)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UserOnly;
        }

        using FileStream file = new(path, options);
        file.Write(program);
    }

    private static List<string> Folders()
    {
        List<string> folders = [];

        // Not verified: a new user has no such folder yet.
        string data = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        // A relative one is none (XDG Base Directory).
        if (Path.IsPathFullyQualified(data))
        {
            folders.Add(Path.Combine(data, OwnFolder));
        }

        if (PrivateFolder.CanBeTold)
        {
            // By the number: users without a name would share one.
            string user = OperatingSystem.IsWindows() ? Environment.UserName : Libc.GetEffectiveUserId().ToString(CultureInfo.InvariantCulture);
            folders.Add(Path.Combine(Path.GetFullPath(Path.GetTempPath()), $"nodepipe-{user}"));
        }

        return folders;
    }

    /// <summary>
    /// Tells versions apart, and nothing more: what the file holds is compared byte by byte. FNV-1a needs no library; the
    /// hashes of <c>System.Security.Cryptography</c> end a host on a system without OpenSSL.
    /// </summary>
    private static ulong Fingerprint(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in bytes)
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return hash;
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
