using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class TrimmedProgramTests
{
    private const int SeveralMinutes = 300_000;

    [Fact(Timeout = SeveralMinutes)]
    public async Task A_trimmed_program_without_reflection_based_JSON_calls_and_is_called()
    {
        string program = await DotnetCommand.PublishAsync("NodePipe.Trimmed");
        (int code, string output) = await DotnetCommand.RunAsync(program, Modules.Folder);
        Assert.Equal(
            """
            number 42
            text é
            record Ada 37 100000
            handler hello Ada, 100000 bytes
            by name 23
            as one 37
            stream 499500
            error RangeError: as it should

            """,
            output);
        Assert.Equal(0, code);
    }
}
