using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class TrimmedProgramTests
{
    private const int SeveralMinutes = 300_000;

    private static string Repository { get; } = Path.Combine(Modules.Repository, "dotnet-host");

    [Fact(Timeout = SeveralMinutes)]
    public async Task A_trimmed_program_without_reflection_based_JSON_calls_and_is_called()
    {
        // Of its own, so that it disturbs no other build.
        string artifacts = Path.Combine(Repository, "artifacts", "trimmed");
        (int code, string output) = await RunAsync(
            "dotnet", "publish", Path.Combine(Repository, "test", "NodePipe.Trimmed"), "--configuration", "Release",
            "--runtime", RuntimeInformation.RuntimeIdentifier, "--artifacts-path", artifacts, "--nologo",
            // Those have run when the solution was built; what is asked here is the trimmer.
            "-p:RunAnalyzers=false");
        Assert.SkipWhen(
            output.Contains("NU1101", StringComparison.Ordinal) || output.Contains("NU1301", StringComparison.Ordinal),
            "The runtime pack for trimming cannot be restored here.");
        Assert.True(code == 0, output);
        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);

        string program = Path.Combine(
            artifacts, "publish", "NodePipe.Trimmed", $"release_{RuntimeInformation.RuntimeIdentifier}", "NodePipe.Trimmed");
        (code, output) = await RunAsync(program, Modules.Folder);
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

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = Repository };
        // A build server would outlive the test.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
