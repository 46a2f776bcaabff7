using System.Collections;

namespace NodePipe.Processes;

/// <summary>A child's environment: the host's own, as .NET sees it, and the caller's changes.</summary>
internal static class ChildEnvironment
{
    public static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string?> changes)
    {
        Dictionary<string, string> merged = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            merged[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        foreach ((string name, string? value) in changes)
        {
            if (value is null)
            {
                merged.Remove(name);
            }
            else
            {
                merged[name] = value;
            }
        }

        return merged;
    }
}
