using NodePipe.Processes;
using Xunit;

namespace NodePipe.Tests.Processes;

public sealed class ProcessExitTests
{
    [Theory]
    [InlineData(0, null, "process 4711 ended with exit code 0")]
    [InlineData(3, null, "process 4711 ended with exit code 3")]
    [InlineData(null, "SIGKILL", "process 4711 was ended by SIGKILL")]
    [InlineData(137, "SIGKILL", "process 4711 ended with exit code 137 or by SIGKILL (the portable launcher cannot tell)")]
    [InlineData(
        null, null,
        "process 4711 has ended; how is not known, because this program was started with SIGCHLD ignored, or waits for every child itself")]
    public void An_exit_says_its_code_or_its_signal_or_that_it_cannot_tell(int? code, string? signal, string expected) =>
        Assert.Equal(expected, new ProcessExit(4711, code, signal, []).Describe());

    [Fact]
    public void As_text_it_shows_the_lines_themselves() => Assert.Equal(
        "ProcessExit { ProcessId = 4711, Code = 3, Signal = , LastErrorLines = [one | two] }",
        new ProcessExit(4711, 3, null, ["one", "two"]).ToString());

    [Theory]
    [InlineData(0, null, true)]
    [InlineData(1, null, false)]
    [InlineData(null, "SIGTERM", false)]
    [InlineData(137, "SIGKILL", false)]
    [InlineData(null, null, false)]
    public void Only_code_0_is_success(int? code, string? signal, bool expected) =>
        Assert.Equal(expected, new ProcessExit(4711, code, signal, []).IsSuccess);

    [Fact]
    public void As_an_error_it_ends_with_the_last_lines_of_standard_error_and_carries_all_as_data()
    {
        NodeExitedException error = new ProcessExit(4711, null, "SIGSEGV", ["one", "two"]).ToException("The call 'render' was lost");
        Assert.Equal(
            $"The call 'render' was lost: process 4711 was ended by SIGSEGV. Its last lines on standard error:{Environment.NewLine}"
            + $"one{Environment.NewLine}two",
            error.Message);
        Assert.Equal((4711, null, "SIGSEGV"), (error.ProcessId, error.ExitCode, error.Signal));
        Assert.Equal(["one", "two"], error.LastErrorLines);
    }

    [Fact]
    public void As_an_error_it_says_when_there_was_nothing_on_standard_error() => Assert.Equal(
        "The channel ended: process 4711 ended with exit code 3. It said nothing on standard error.",
        new ProcessExit(4711, 3, null, []).ToException("The channel ended").Message);

    [Theory]
    [InlineData(1, "SIGHUP")]
    [InlineData(2, "SIGINT")]
    [InlineData(6, "SIGABRT")]
    [InlineData(9, "SIGKILL")]
    [InlineData(11, "SIGSEGV")]
    [InlineData(13, "SIGPIPE")]
    [InlineData(15, "SIGTERM")]
    [InlineData(31, "SIGSYS")]
    [InlineData(34, "signal 34")]
    public void A_signal_is_told_by_its_name_and_a_real_time_one_by_its_number(int number, string expected) =>
        Assert.Equal(expected, Signals.Name(number));
}
