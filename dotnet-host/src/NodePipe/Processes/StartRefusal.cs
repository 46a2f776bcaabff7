using NodePipe.Errors;

namespace NodePipe.Processes;

/// <summary>A start for which the system had no room.</summary>
internal static class StartRefusal
{
    // ENFILE and EMFILE, which .NET passes on as they are.
    private const int SystemHasTooManyOpenFiles = 23;
    private const int ProcessHasTooManyOpenFiles = 24;

    /// <summary>The error of a start for which a pipe could not be made, or a thread not be started.</summary>
    public static NodeStartException From(string program, Exception error)
    {
        bool noThread = error is OutOfMemoryException;
        string reason = noThread ? "there was no room for a thread that waits for it" : $"its pipes could not be made: {error.Message.TrimEnd('.')}";
        string advice = noThread || error.HResult is SystemHasTooManyOpenFiles or ProcessHasTooManyOpenFiles
            ? " Close files or connections, or raise the limit of open files (ulimit -n)."
            : "";
        return new NodeStartException($"'{program}' could not be started, because {reason}.{advice}", error);
    }
}
