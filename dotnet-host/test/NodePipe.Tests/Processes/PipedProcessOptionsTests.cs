using Xunit;

namespace NodePipe.Tests.Processes;

public sealed class PipedProcessOptionsTests
{
    [Fact]
    public void Every_fault_of_the_options_is_named_in_one_message()
    {
        PipedProcessOptions options = new()
        {
            FileName = " ",
            Pipes =
            [
                InheritedPipe.ReadByChild(3), InheritedPipe.WrittenByChild(3), InheritedPipe.ReadByChild(4),
                InheritedPipe.ReadByChild(7), InheritedPipe.ReadByChild(7),
            ],
            ExitTimeout = TimeSpan.FromSeconds(-5),
            TerminateTimeout = TimeSpan.FromSeconds(-6),
            ErrorTailLines = -1,
        };
        ArgumentException error = Assert.Throws<ArgumentException>(() => PipedProcess.Start(options));
        Assert.Equal(
            "The options of the process are wrong: FileName is empty; Pipes names descriptor 3 more than once; "
            + "Pipes names descriptor 7 more than once; ErrorTailLines is negative (-1); ExitTimeout is negative (-00:00:05); "
            + "TerminateTimeout is negative (-00:00:06).",
            error.Message);
    }

    [Theory]
    [InlineData(LauncherKind.Posix)]
    [InlineData(LauncherKind.Portable)]
    public void What_the_system_would_cut_off_or_misread_is_a_fault_that_names_the_option(LauncherKind launcher)
    {
        PipedProcessOptions options = new()
        {
            Launcher = launcher,
            FileName = "no\0de",
            WorkingDirectory = "/tm\0p",
            Arguments = ["fine", "ab\0cd", default, ProcessArgument.Descriptor(3)],
            Environment = new Dictionary<string, string?>
            {
                ["FINE"] = "a=b",
                ["REMOVED"] = null,
                ["A=B"] = "c",
                [""] = "d",
                ["E\0"] = "f",
                ["G"] = "h\0i",
            },
        };
        const string CutOff = "holds a NUL character, where the system would cut it off";
        const string Misread = "a name is not empty, and holds neither = nor NUL";
        ArgumentException error = Assert.Throws<ArgumentException>(() => PipedProcess.Start(options));
        Assert.Equal(
            $"The options of the process are wrong: FileName {CutOff}; Arguments[1] {CutOff}; "
            + $"Arguments[2] is neither a text nor the descriptor of a pipe; WorkingDirectory {CutOff}; "
            + $"Environment holds the name 'A=B': {Misread}; Environment holds the name '': {Misread}; "
            + $"Environment holds the name 'E\\0': {Misread}; Environment['G'] {CutOff}.",
            error.Message);
    }

    [Fact]
    public void An_option_that_is_null_or_holds_null_is_a_fault_beside_the_others()
    {
        PipedProcessOptions options = new()
        {
            FileName = null!,
            Arguments = null!,
            Pipes = null!,
            Environment = null!,
            WorkingDirectory = "",
            TimeProvider = null!,
            LoggerFactory = null!,
        };
        ArgumentException error = Assert.Throws<ArgumentException>(() => PipedProcess.Start(options));
        Assert.Equal(
            "The options of the process are wrong: FileName is empty; Arguments is null; "
            + "Pipes is null; WorkingDirectory is empty; Environment is null; TimeProvider is null; LoggerFactory is null.",
            error.Message);
        PipedProcessOptions holding = new() { FileName = "node", Pipes = [InheritedPipe.ReadByChild(3), null!] };
        Assert.Equal(
            "The options of the process are wrong: Pipes holds null.",
            Assert.Throws<ArgumentException>(() => PipedProcess.Start(holding)).Message);
    }

    [Fact]
    public void Waiting_without_end_is_no_fault() => ProcessOptions.Take(new PipedProcessOptions
    {
        FileName = "node",
        ExitTimeout = Timeout.InfiniteTimeSpan,
        TerminateTimeout = Timeout.InfiniteTimeSpan,
        ErrorTailLines = 0,
    });

    [Theory]
    [InlineData(2, 0)]
    [InlineData(-1, 0)]
    [InlineData(3, -1)]
    public void A_pipe_at_a_standard_stream_or_of_negative_size_is_an_argument_error(int descriptor, int bufferSize)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => InheritedPipe.ReadByChild(descriptor, bufferSize));
        Assert.Throws<ArgumentOutOfRangeException>(() => InheritedPipe.WrittenByChild(descriptor, bufferSize));
    }

    [Fact]
    public void The_launcher_for_Windows_says_that_it_is_not_there_yet_and_what_to_do()
    {
        PipedProcessOptions options = new() { FileName = "node", Launcher = LauncherKind.Windows };
        PlatformNotSupportedException error = Assert.Throws<PlatformNotSupportedException>(() => PipedProcess.Start(options));
        Assert.Equal(
            "NodePipe cannot start a Node child on Windows yet, and there is no LauncherKind.Windows elsewhere: Node cannot open the "
            + "handles that .NET hands over there. Run the host on Linux or macOS, for example in WSL, with LauncherKind.Default.",
            error.Message);
    }

    [Fact]
    public void A_launcher_that_does_not_exist_is_a_fault_that_names_those_that_do() => Assert.Equal(
        "The options of the process are wrong: Launcher is 99, which is none of Default, Posix, Windows, Portable.",
        Assert.Throws<ArgumentException>(
            () => PipedProcess.Start(new PipedProcessOptions { FileName = "node", Launcher = (LauncherKind)99 })).Message);
}
