using System.Globalization;

namespace NodePipe.Bench.Shared;

/// <summary>The resident memory of processes, as Linux tells it in /proc.</summary>
internal static class ProcessMemory
{
    /// <summary>For what goes on in the background after a start.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);

    /// <summary>Of all processes that this one has started, and those that they have, a moment from now and in bytes.</summary>
    public static async Task<long> OfSettledDescendantsAsync()
    {
        await Task.Delay(Settling, TimeProvider.System);
        return OfDescendants();
    }

    private static long OfDescendants()
    {
        Dictionary<int, int> parents = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) && ParentOf(id) is int parent)
            {
                parents[id] = parent;
            }
        }

        return parents.Keys.Where(id => IsDescendant(id, parents)).Sum(ResidentBytes);
    }

    private static bool IsDescendant(int id, Dictionary<int, int> parents)
    {
        while (parents.TryGetValue(id, out int parent))
        {
            if (parent == Environment.ProcessId)
            {
                return true;
            }

            id = parent;
        }

        return false;
    }

    private static int? ParentOf(int id) => ReadStatus(id, "PPid:") is string text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static long ResidentBytes(int id) =>
        ReadStatus(id, "VmRSS:") is string text ? long.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture) * 1024 : 0;

    private static string? ReadStatus(int id, string name)
    {
        try
        {
            return File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim();
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }
}
