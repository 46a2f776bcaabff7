using NodePipe.Processes;
using Xunit;

namespace NodePipe.Tests.Processes;

public sealed class ProgramLookupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_absolute_path_is_taken_as_it_is_whatever_PATH_says()
    {
        string program = _folder.AddFile("a b/prog ü", isExecutable: true);
        Assert.Equal(program, ProgramLookup.Resolve(program, null));
    }

    [Fact]
    public void A_relative_path_starts_at_the_hosts_current_directory_and_not_on_PATH()
    {
        string program = _folder.AddFile("bin/prog", isExecutable: true);
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, program);
        Assert.False(Path.IsPathRooted(relative));
        Assert.Equal(program, ProgramLookup.Resolve(relative, null));
        Assert.Throws<NodeStartException>(() => ProgramLookup.Resolve("./prog", Path.GetDirectoryName(program)));
    }

    [Fact]
    public void A_bare_name_is_the_first_executable_file_of_that_name_on_PATH()
    {
        _folder.AddFile("plain/prog", isExecutable: false);
        _folder.AddFile("folder/prog/inside", isExecutable: true);
        string program = _folder.AddFile("right/prog", isExecutable: true);
        _folder.AddFile("late/prog", isExecutable: true);
        string searchPath = string.Join(
            Path.PathSeparator, new[] { "missing", "plain", "folder", "right", "late" }.Select(name => Path.Combine(_folder.Path, name)));
        Assert.Equal(program, ProgramLookup.Resolve("prog", searchPath));
    }

    [Fact]
    public void Empty_entries_of_PATH_do_not_mean_the_current_directory()
    {
        string name = Path.GetFileName(Environment.ProcessPath!);
        Assert.Throws<NodeStartException>(() => ProgramLookup.Resolve(name, "::"));
    }

    [Fact]
    public void A_bare_name_that_is_nowhere_names_the_PATH_that_was_searched() => Says(
        "The program 'no-such-node' was not found (PATH has /no/such, /nor/this). Install it, or give its full path.",
        "no-such-node", "/no/such:/nor/this");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void An_empty_PATH_is_named_as_the_reason(string? searchPath) => Says(
        "The program 'node' was not found (PATH is empty). Install it, or give its full path.", "node", searchPath);

    [Fact]
    public void A_path_to_nothing_says_so()
    {
        string path = Path.Combine(_folder.Path, "missing");
        Says($"The program '{path}' does not exist. Check the path.", path, null);
    }

    [Fact]
    public void A_path_to_a_directory_says_so() =>
        Says($"'{_folder.Path}' is a directory. Name the program in it.", _folder.Path, null);

    [Fact]
    public void A_path_to_a_file_that_is_not_executable_says_so()
    {
        string path = _folder.AddFile("plain", isExecutable: false);
        Says($"'{path}' is not executable. Make it so (chmod +x), or name another program.", path, null);
    }

    [Fact]
    public void A_working_directory_is_made_absolute_and_the_default_is_the_hosts_own()
    {
        Assert.Equal(_folder.Path, ProgramLookup.ResolveDirectory(Path.GetRelativePath(Environment.CurrentDirectory, _folder.Path)));
        Assert.Equal(Environment.CurrentDirectory, ProgramLookup.ResolveDirectory(null));
    }

    [Fact]
    public void A_working_directory_that_is_missing_or_a_file_says_so()
    {
        string file = _folder.AddFile("plain", isExecutable: false);
        foreach (string path in new[] { file, Path.Combine(_folder.Path, "missing") })
        {
            NodeStartException error = Assert.Throws<NodeStartException>(() => ProgramLookup.ResolveDirectory(path));
            Assert.Equal($"The working directory '{path}' does not exist. Create it, or choose another one.", error.Message);
        }
    }

    private static void Says(string message, string fileName, string? searchPath) =>
        Assert.Equal(message, Assert.Throws<NodeStartException>(() => ProgramLookup.Resolve(fileName, searchPath)).Message);
}
