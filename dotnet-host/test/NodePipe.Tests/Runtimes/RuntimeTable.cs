using System.Text.Json;
using NodePipe.Tests.Calls;

namespace NodePipe.Tests.Runtimes;

/// <summary>What each runtime is held against: the table of docs/guide/runtimes.md, which the tests of both sides fill.</summary>
internal sealed class RuntimeTable
{
    private static readonly string Folder = Path.Combine(Modules.Repository, "test", "runtimes");

    /// <summary>The table as it is in <c>test/runtimes/table.json</c>.</summary>
    public static RuntimeTable Current { get; } = JsonSerializer.Deserialize<RuntimeTable>(
        File.ReadAllText(Path.Combine(Folder, "table.json")), JsonSerializerOptions.Web)!;

    public required IReadOnlyList<Runtime> Runtimes { get; init; }

    /// <summary>The title of each behaviour by its name.</summary>
    public required IReadOnlyDictionary<string, string> Behaviours { get; init; }

    /// <summary>Why a runtime cannot do something, by behaviour and runtime.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Cannot { get; init; }

    public Runtime Find(string name) => Runtimes.Single(runtime => runtime.Name == name);

    /// <summary>A runtime, which <c>npm run test:runtimes</c> installs.</summary>
    internal sealed record Runtime(string Name, string Program, string[]? Arguments)
    {
        public string Path { get; } = System.IO.Path.Combine(Folder, "node", "node_modules", Program);

        /// <summary>Why tests with it are skipped; null where it is installed.</summary>
        public string? Absence => File.Exists(Path)
            ? null
            : "The runtime is not installed: `npm run test:runtimes` installs it (on Linux x64 with glibc).";
    }
}
