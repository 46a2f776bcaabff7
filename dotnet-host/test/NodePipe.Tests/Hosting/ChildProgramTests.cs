using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using NodePipe.Hosting;
using NodePipe.Tests.Processes;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Hosting;

public sealed class ChildProgramTests : IDisposable
{
    private const UnixFileMode UserOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TemporaryFolder _temporary = new();

    private string Folder => Path.Combine(_temporary.Path, "deep", "nodepipe");

    private static byte[] Carried { get; } = ReadCarried();

    public void Dispose() => _temporary.Dispose();

    [Fact(Timeout = Limits.Test)]
    public async Task Fifty_concurrent_first_uses_all_get_the_one_whole_file()
    {
        const int Users = 50;
        using Barrier together = new(Users);
        ConcurrentBag<(string Path, bool IsWhole)> seen = [];
        await Task.WhenAll(Enumerable.Range(0, Users).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                string path = ChildProgram.Unpack(Folder);
                seen.Add((path, File.ReadAllBytes(path).AsSpan().SequenceEqual(Carried)));
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Equal(Users, seen.Count);
        Assert.All(seen, use => Assert.True(use.IsWhole));
        Assert.Equal(Directory.GetFiles(Folder), seen.Select(use => use.Path).Distinct());
    }

    [Fact]
    public void A_damaged_copy_is_repaired_and_nothing_else_is_left_beside_it()
    {
        string path = ChildProgram.Unpack(Folder);
        byte[] altered = [.. Carried];
        altered[^1] ^= 1;
        foreach (byte[] damaged in (byte[][])[[], Carried[..^1], [.. Carried, 0], altered])
        {
            File.WriteAllBytes(path, damaged);
            Assert.Equal(path, ChildProgram.Unpack(Folder));
            Assert.Equal(Carried, File.ReadAllBytes(path));
            Assert.Equal([path], Directory.GetFiles(Folder));
        }
    }

    [Fact]
    public void A_whole_copy_is_left_as_it_is()
    {
        string path = ChildProgram.Unpack(Folder);
        DateTime old = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, old);
        Assert.Equal(path, ChildProgram.Unpack(Folder));
        Assert.Equal(old, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public void A_copy_of_another_version_lives_on_beside_it()
    {
        Directory.CreateDirectory(Folder);
        string other = Path.Combine(Folder, "child-0123456789abcdef.cjs");
        File.WriteAllText(other, "another version");
        string path = ChildProgram.Unpack(Folder);
        Assert.NotEqual(other, path);
        Assert.Equal("another version", File.ReadAllText(other));
        Assert.Matches("^child-[0-9a-f]{16}\\.cjs$", Path.GetFileName(path));
    }

    [Fact]
    public void The_folder_is_the_users_alone_also_where_it_was_there_before()
    {
        ChildProgram.Unpack(Folder);
        Assert.Equal(UserOnly, File.GetUnixFileMode(Folder));
        File.SetUnixFileMode(Folder, UserOnly | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
        ChildProgram.Unpack(Folder);
        Assert.Equal(UserOnly, File.GetUnixFileMode(Folder));
    }

    [Fact]
    public void Every_folder_that_is_missing_is_made_for_the_user_alone()
    {
        ChildProgram.Unpack(Folder);
        Assert.Equal(UserOnly, File.GetUnixFileMode(Path.GetDirectoryName(Folder)!));
    }

    [Fact]
    public void A_folder_that_does_not_take_it_is_passed_over()
    {
        string file = _temporary.AddFile("file", isExecutable: false);
        string path = ChildProgram.UnpackIntoFirstOf([Path.Combine(file, "nodepipe"), Folder]);
        Assert.Equal(Folder, Path.GetDirectoryName(path));
        Assert.Equal(Carried, File.ReadAllBytes(path));
    }

    [Fact]
    public void Where_no_folder_takes_it_the_error_names_all_that_were_tried_and_what_to_set()
    {
        NodeStartException error = Assert.Throws<NodeStartException>(
            () => ChildProgram.UnpackIntoFirstOf(["/proc/.local/share/nodepipe", "/proc/nodepipe-me"]));
        Assert.Matches(
            @"^There is no place to unpack the program that node is to run\. "
            + @"Tried: /proc/\.local/share/nodepipe \(.+[^.]\); /proc/nodepipe-me \(.+[^.]\)\. "
            + @"Set HOME, XDG_DATA_HOME or TMPDIR to a folder that this user may write, or name one by ChildProgramFolder\.$",
            error.Message);
        Assert.Equal(2, Assert.IsType<AggregateException>(error.InnerException).InnerExceptions.Count);
    }

    [Fact]
    public void An_unpacking_that_fails_leaves_nothing_behind()
    {
        string path = ChildProgram.Unpack(Folder);
        File.Delete(path);
        Directory.CreateDirectory(path);
        Assert.ThrowsAny<IOException>(() => ChildProgram.Unpack(Folder));
        Assert.Equal([path], Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public void A_link_to_a_folder_is_refused_with_a_sentence_and_the_next_one_taken()
    {
        string link = Path.Combine(_temporary.Path, "link");
        Directory.CreateSymbolicLink(link, Directory.CreateDirectory(Path.Combine(_temporary.Path, "target")).FullName);
        IOException error = Assert.ThrowsAny<IOException>(() => ChildProgram.Unpack(link));
        Assert.StartsWith("it cannot be opened as a folder that is no link: ", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(link));
        Assert.Equal(Folder, Path.GetDirectoryName(ChildProgram.UnpackIntoFirstOf([link, Folder])));
    }

    [Fact]
    public void A_link_in_the_place_of_the_file_is_replaced_and_not_followed()
    {
        string path = ChildProgram.Unpack(Folder);
        string target = Path.Combine(_temporary.Path, "target");
        File.Move(path, target);
        File.CreateSymbolicLink(path, target);
        Assert.Equal(path, ChildProgram.Unpack(Folder));
        Assert.Null(new FileInfo(path).LinkTarget);
        Assert.Equal(Carried, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_that_others_may_write_is_replaced(UnixFileMode others)
    {
        string path = ChildProgram.Unpack(Folder);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | others);
        Assert.False(PrivateFolder.StillHolds(path));
        ChildProgram.Unpack(Folder);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.True(PrivateFolder.StillHolds(path));
    }

    [Theory]
    [InlineData(0, "chown 65534", "it belongs to another user")]
    [InlineData(1, "chown 65534", "it lies in a folder that another user could change")]
    [InlineData(3, "chown 65534", "it lies in a folder that another user could change")]
    [InlineData(1, "chmod 777", "it lies in a folder that another user could change")]
    [InlineData(2, "chmod 770", "it lies in a folder that another user could change")]
    public void A_folder_that_another_user_could_replace_is_refused_and_the_next_one_taken(int above, string change, string sentence)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can make a folder of another user.");
        string folder = Path.Combine(_temporary.Path, "a", "b", "c", "nodepipe");
        string path = ChildProgram.Unpack(folder);
        string others = Path.GetFullPath(string.Join('/', Enumerable.Repeat("..", above)), folder);
        using Process changing = Process.Start(change.Split(' ')[0], [change.Split(' ')[1], others]);
        changing.WaitForExit();
        Assert.Equal(0, changing.ExitCode);
        Assert.False(PrivateFolder.StillHolds(path));
        Assert.Equal(sentence, Assert.Throws<UnauthorizedAccessException>(() => ChildProgram.Unpack(folder)).Message);
        string next = Path.Combine(_temporary.Path, "next");
        Assert.Equal(next, Path.GetDirectoryName(ChildProgram.UnpackIntoFirstOf([folder, next])));
    }

    [Fact]
    public void A_folder_within_one_where_everybody_may_make_some_is_taken_where_it_keeps_them_their_owners()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not tell.");
        string open = Directory.CreateDirectory(Path.Combine(_temporary.Path, "open")).FullName;
        const UnixFileMode ForAll = (UnixFileMode)0x1ff;
        File.SetUnixFileMode(open, ForAll | UnixFileMode.StickyBit);
        string folder = Path.Combine(open, "nodepipe");
        Assert.Equal(folder, Path.GetDirectoryName(ChildProgram.Unpack(folder)));
    }

    [Fact]
    public void A_FIFO_in_the_place_of_the_file_is_replaced_and_nobody_waits_for_it()
    {
        string path = ChildProgram.Unpack(Folder);
        File.Delete(path);
        using Process mkfifo = Process.Start("mkfifo", [path]);
        mkfifo.WaitForExit();
        Assert.Equal(path, ChildProgram.Unpack(Folder));
        Assert.Equal(Carried, File.ReadAllBytes(path));
    }

    [Fact]
    public void What_the_library_uses_itself_is_such_a_copy()
    {
        Assert.Equal(Carried, File.ReadAllBytes(ChildProgram.GetPath()));
        Assert.Equal(UserOnly, File.GetUnixFileMode(Path.GetDirectoryName(ChildProgram.GetPath())!));
    }

    [Fact]
    public void A_folder_that_is_chosen_gets_it_in_a_folder_of_its_own_and_stays_as_it_is()
    {
        UnixFileMode mode = File.GetUnixFileMode(_temporary.Path);
        string path = ChildProgram.GetPath(_temporary.Path);
        Assert.Equal(Path.Combine(_temporary.Path, "nodepipe"), Path.GetDirectoryName(path));
        Assert.Equal(Carried, File.ReadAllBytes(path));
        Assert.Equal(mode, File.GetUnixFileMode(_temporary.Path));
        File.Delete(path);
        Assert.Equal(path, ChildProgram.GetPath(_temporary.Path));
        Assert.Equal(Carried, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_folder_that_is_chosen_and_does_not_take_it_is_named_with_the_reason_and_no_other_is_tried()
    {
        string file = Path.Combine(_temporary.Path, "file");
        File.WriteAllText(file, "");
        NodeStartException error = Assert.Throws<NodeStartException>(
            () => LineChannel.Start(new LineChannelOptions { ChildProgramFolder = file }));
        Assert.StartsWith($"The program that node is to run cannot be unpacked into {file}/nodepipe: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            ". Set ChildProgramFolder to a folder that this user may write and no other user may replace, or leave it out.",
            error.Message, StringComparison.Ordinal);
    }

    private static byte[] ReadCarried()
    {
        using Stream resource = typeof(ChildProgram).Assembly.GetManifestResourceStream("NodePipe.child.cjs")!;
        using MemoryStream copy = new();
        resource.CopyTo(copy);
        Assert.Contains("nodepipe/hello", Encoding.UTF8.GetString(copy.ToArray()), StringComparison.Ordinal);
        return copy.ToArray();
    }
}
