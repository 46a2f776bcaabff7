namespace NodePipe.TestHost;

/// <summary>The host's own children, those that have ended and were not collected included.</summary>
internal static class OwnChildren
{
    /// <summary>How many there are; 0 where the system does not show them.</summary>
    public static int Count() =>
        Directory.Exists("/proc/self/task") ? Directory.GetDirectories("/proc/self/task").Sum(CountOfThread) : 0;

    private static int CountOfThread(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        }
        catch (IOException)
        {
            // The thread has ended; its children, if any, are another one's.
            return 0;
        }
    }
}
