using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace NodePipe.Tests.Calls;

/// <summary>Builds programs of the tests as their users would, each into a folder of its own so that it disturbs no other build.</summary>
internal static class DotnetCommand
{
    private static string Solution { get; } = Path.Combine(Modules.Repository, "dotnet-host");

    /// <summary>Builds a project without a warning.</summary>
    /// <returns>The program.</returns>
    public static async Task<string> BuildAsync(string project)
    {
        string artifacts = Artifacts(project);
        await MakeAsync("build", project, artifacts);
        return Path.Combine(artifacts, "bin", project, "release", project);
    }

    /// <summary>Publishes a project without a warning, as its file says, or skips the test where that cannot be done here.</summary>
    /// <returns>The program.</returns>
    public static async Task<string> PublishAsync(string project)
    {
        string artifacts = Artifacts(project);
        await MakeAsync(
            "publish", project, artifacts, "--runtime", RuntimeInformation.RuntimeIdentifier,
            // Those have run when the solution was built; what is asked here is the trimmer.
            "-p:RunAnalyzers=false");
        return Path.Combine(artifacts, "publish", project, $"release_{RuntimeInformation.RuntimeIdentifier}", project);
    }

    public static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = Solution };
        // A build server would outlive the test.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    private static async Task MakeAsync(string command, string project, string artifacts, params string[] arguments)
    {
        (int code, string output) = await RunAsync("dotnet", [
            command, Path.Combine(Solution, "test", project), "--configuration", "Release", "--artifacts-path", artifacts, "--nologo", .. arguments]);
        Assert.SkipWhen(
            output.Contains("NU1101", StringComparison.Ordinal) || output.Contains("NU1301", StringComparison.Ordinal),
            "The packages for this build cannot be restored here.");
        Assert.SkipWhen(
            output.Contains("Platform linker", StringComparison.Ordinal), "There is no linker here for an ahead-of-time compiled program.");
        Assert.True(code == 0, output);
        Assert.DoesNotContain("warning", output.Replace("0 Warning(s)", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    private static string Artifacts(string project) => Path.Combine(Solution, "artifacts", "made", project);
}
