namespace NodePipe.Processes;

/// <summary>A start for which the system had no room.</summary>
internal static class StartRefusal
{
    // What errno(3) calls EAGAIN, ENOMEM, ENFILE, EMFILE and ENOSPC; .NET passes the numbers on as they are.
    private const int NoProcessOrThread = 11;
    private const int NoMemory = 12;
    private const int SystemHasTooManyOpenFiles = 23;
    private const int ProcessHasTooManyOpenFiles = 24;
    private const int TooManyWatched = 28;

    /// <summary>Whether an error tells that the system had no room: for a pipe, for a thread, or for code to be loaded.</summary>
    public static bool IsShortage(Exception error) => error is IOException or OutOfMemoryException or BadImageFormatException
        || (error is TypeInitializationException or TaskSchedulerException && error.InnerException is Exception inner && IsShortage(inner));

    /// <summary>The error of a start for which something could not be made.</summary>
    public static NodeStartException From(string program, Exception error) => error switch
    {
        TypeInitializationException { InnerException: Exception inner } => From(program, inner),
        TaskSchedulerException { InnerException: Exception inner } => From(program, inner),
        // .NET does not tell which limit it was: a thread needs descriptors too, for a moment.
        OutOfMemoryException => new NodeStartException(
            $"'{program}' could not be started, because there was no room for a thread that waits for it."
            + Advice(ProcessHasTooManyOpenFiles) + Advice(NoProcessOrThread), error),
        FileNotFoundException or FileLoadException or BadImageFormatException => new NodeStartException(
            $"'{program}' could not be started, because code of this program could not be loaded: {error.Message.TrimEnd('.')}."
            + Advice(ProcessHasTooManyOpenFiles), error),
        _ => new NodeStartException(
            $"'{program}' could not be started, because its pipes could not be made: {error.Message.TrimEnd('.')}.{Advice(error.HResult)}", error),
    };

    /// <summary>What to do about an error of the system, as a sentence of its own; nothing where that is not known.</summary>
    public static string Advice(int error) => error switch
    {
        NoProcessOrThread =>
            " This user or container may have no more processes and threads: end some, or raise the limit (ulimit -u, or pids.max of the container).",
        NoMemory => " The system has no memory for it.",
        SystemHasTooManyOpenFiles => " All programs together have too many files open: close some, or raise the system's limit (fs.file-max).",
        ProcessHasTooManyOpenFiles => " Close files or connections, or raise the limit of open files (ulimit -n).",
        TooManyWatched => " This user watches too many files: raise the limit (fs.epoll.max_user_watches).",
        _ => "",
    };
}
