namespace NodePipe.Processes;

/// <summary>
/// Held around every start. While the portable launcher's inheritable handles are open, a start by either launcher
/// would pass them on to a second child, which would then hold back the first one's end of file.
/// </summary>
internal static class StartLock
{
    public static readonly Lock Instance = new();
}
