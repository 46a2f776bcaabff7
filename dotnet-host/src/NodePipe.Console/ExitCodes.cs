namespace NodePipe.Console;

/// <summary>What the host ends with, apart from 0.</summary>
internal static class ExitCodes
{
    /// <summary>Something went wrong, and standard error says what.</summary>
    public const int Failed = 1;

    /// <summary>
    /// Nobody reads standard output any more, as behind <c>head</c>: what a shell reports of <c>cat</c> or <c>grep</c>,
    /// which SIGPIPE ends there.
    /// </summary>
    public const int OutputClosed = SignalBase + 13;

    /// <summary>Added to the number of the signal that ended it, as shells have it.</summary>
    public const int SignalBase = 128;

    /// <summary>Says why standard output could not be written, unless that is an ordinary end.</summary>
    public static int OfOutputFailure(IOException error, Screen screen)
    {
        if (StandardDescriptor.IsBrokenPipe(error))
        {
            return OutputClosed;
        }

        screen.WriteError($"Standard output could not be written: {error.Message}");
        return Failed;
    }
}
