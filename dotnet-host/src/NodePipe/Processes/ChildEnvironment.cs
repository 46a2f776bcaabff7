using System.Collections;

namespace NodePipe.Processes;

/// <summary>A child's environment: the host's own, as .NET sees it, and the caller's changes.</summary>
internal static class ChildEnvironment
{
    // A Node parent speaks to the host through these. A Node child that inherits them takes the descriptor they name,
    // which is one of our pipes, for a channel of its own.
    private static readonly string[] MeantForTheHost =
    [
        "NODE_CHANNEL_FD", "NODE_CHANNEL_SERIALIZATION_MODE", "NODE_UNIQUE_ID", Endpoint.ReadVariable, Endpoint.WriteVariable,
        Endpoint.StartVariable,
    ];

    public static Dictionary<string, string> Merge(IDictionary<string, string?> changes)
    {
        Dictionary<string, string> merged = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            merged[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        foreach (string name in MeantForTheHost)
        {
            merged.Remove(name);
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
