using System.Diagnostics;
using System.Text.Json;

namespace NodePipe.Peers.Works;

/// <summary>The C program, which takes its turn beside the peers: it prints its results as they do, without a name.</summary>
/// <param name="command">The program and its arguments; empty where there is none.</param>
internal sealed class Floor(IReadOnlyList<string> command)
{
    public const string Name = "raw";

    public async Task MeasureAsync()
    {
        if (command is [])
        {
            return;
        }

        ProcessStartInfo start = new(command[0], command.Skip(1)) { RedirectStandardOutput = true };
        using Process program = Process.Start(start) ?? throw new BenchException($"{command[0]} did not start.");
        string output = await program.StandardOutput.ReadToEndAsync();
        await program.WaitForExitAsync();
        if (program.ExitCode != 0)
        {
            throw new BenchException($"{string.Join(' ', command)} ended with {program.ExitCode}.");
        }

        Dictionary<string, double> results = JsonSerializer.Deserialize<Dictionary<string, double>>(output) ?? [];
        await Results.WriteAsync([("peer", Name), .. results.Select(result => (result.Key, (object)result.Value))]);
    }
}
