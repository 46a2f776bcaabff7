using NodePipe.Processes;
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
            + "Pipes names descriptor 7 more than once; ExitTimeout is negative (-00:00:05); "
            + "TerminateTimeout is negative (-00:00:06); ErrorTailLines is negative (-1).",
            error.Message);
    }

    [Fact]
    public void Waiting_without_end_is_no_fault() => new PipedProcessOptions
    {
        FileName = "node",
        ExitTimeout = Timeout.InfiniteTimeSpan,
        TerminateTimeout = Timeout.InfiniteTimeSpan,
        ErrorTailLines = 0,
    }.Validate();

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
            "NodePipe cannot start a Node child on Windows yet: Node cannot open the handles that .NET hands over there. "
            + "Run the host on Linux or macOS, for example in WSL.",
            error.Message);
    }

    [Fact]
    public void A_launcher_that_does_not_exist_is_an_argument_error() => Assert.Throws<ArgumentOutOfRangeException>(
        () => PipedProcess.Start(new PipedProcessOptions { FileName = "node", Launcher = (LauncherKind)99 }));
}
