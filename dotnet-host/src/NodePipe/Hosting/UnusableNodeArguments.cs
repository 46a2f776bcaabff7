namespace NodePipe.Hosting;

/// <summary>Options of node with which it would not run the child's program, or not in the process that has the pipes.</summary>
internal static class UnusableNodeArguments
{
    private const string RunsText = "makes node run a text in the place of the child's program";
    private const string ChecksOnly = "makes node check the program and not run it";
    private const string RunsElsewhere = "makes node run the program in a process of its own, which has none of the pipes";
    private const string OnlyTells = "makes node tell something about itself and end";
    private const string RunsAnother = "makes node do something else than run the child's program";

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["-e"] = RunsText,
        ["--eval"] = RunsText,
        ["-p"] = RunsText,
        ["-pe"] = RunsText,
        ["--print"] = RunsText,
        ["-i"] = RunsText,
        ["--interactive"] = RunsText,
        ["-c"] = ChecksOnly,
        ["--check"] = ChecksOnly,
        ["--test"] = RunsElsewhere,
        ["--watch"] = RunsElsewhere,
        ["--watch-path"] = RunsElsewhere,
        ["--run"] = RunsAnother,
        ["--build-snapshot"] = RunsAnother,
        ["--build-snapshot-config"] = RunsAnother,
        ["--build-sea"] = RunsAnother,
        ["--experimental-sea-config"] = RunsAnother,
        ["inspect"] = RunsAnother,
        ["-"] = RunsText,
        ["--prof-process"] = RunsAnother,
        ["-h"] = OnlyTells,
        ["--help"] = OnlyTells,
        ["-v"] = OnlyTells,
        ["--version"] = OnlyTells,
        ["--v8-options"] = OnlyTells,
        ["--completion-bash"] = OnlyTells,
    };

    /// <summary>What is wrong with an argument, as a part of a sentence behind it; null where it may work.</summary>
    /// <param name="nodePath">The runtime: to Deno and Bun the same letters mean other things.</param>
    /// <param name="argument">Such as <c>--eval=1</c>.</param>
    public static string? FaultOf(string nodePath, string argument)
    {
        if (Path.GetFileNameWithoutExtension(nodePath) is "deno" or "bun")
        {
            return null;
        }

        bool isLong = argument.StartsWith("--", StringComparison.Ordinal);
        string name = isLong ? argument.Split('=', 2)[0] : argument;

        // Node takes an underline in the name of an option for a hyphen.
        return Reasons.GetValueOrDefault(isLong ? name.Replace('_', '-') : name);
    }
}
