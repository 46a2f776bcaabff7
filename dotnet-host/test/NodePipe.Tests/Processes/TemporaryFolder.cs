namespace NodePipe.Tests.Processes;

/// <summary>A folder with an awkward name that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"nodepipe tests ü {Guid.NewGuid():N}");

    /// <summary>Creates a file, and the folders above it.</summary>
    public string AddFile(string name, bool isExecutable)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "#!/bin/sh\n");
        const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.SetUnixFileMode(path, isExecutable ? Plain | UnixFileMode.UserExecute : Plain);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
