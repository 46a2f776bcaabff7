using System.Globalization;

namespace NodePipe.Processes.Posix;

/// <summary>Where a process stands among the others, as <c>/proc</c> shows it (<c>proc_pid_stat(5)</c>).</summary>
internal readonly record struct ProcessStatus(int Parent, int Group, int Session)
{
    /// <summary>Null where there is no such process any more, or no <c>/proc</c>.</summary>
    public static ProcessStatus? Read(int pid)
    {
        // The name of the program comes before them, in parentheses, and may hold anything.
        string text = TryRead(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        string[] fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 4
            ? null
            : new ProcessStatus(Number(fields[1]), Number(fields[2]), Number(fields[3]));
    }

    /// <summary>The children of a process; none where the system does not show them.</summary>
    public static IEnumerable<int> ChildrenOf(int pid)
    {
        string[] threads;
        try
        {
            threads = Directory.GetDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }

        return threads.SelectMany(thread => TryRead(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(Number);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended, or no descriptor is free.
            return "";
        }
    }
}
