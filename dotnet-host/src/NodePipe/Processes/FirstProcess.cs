using Microsoft.Extensions.Logging;
using NodePipe.Errors;

namespace NodePipe.Processes;

/// <summary>
/// A host that is process 1 of its container gets every process whose parent has ended, and has to collect it. That is an
/// init's work: .NET collects what it has started and nothing else, and who collected all would take the others' children.
/// </summary>
internal static partial class FirstProcess
{
    private static int _isTold;

    /// <summary>Tells the log of it, at the first start.</summary>
    public static void TellOnce(ILogger logger)
    {
        if (Environment.ProcessId == 1 && !OperatingSystem.IsWindows() && Interlocked.Exchange(ref _isTold, 1) == 0)
        {
            Quietly.Run(() => LogFirst(logger));
        }
    }

    [LoggerMessage(
        EventId = EventIds.FirstProcess, EventName = nameof(EventIds.FirstProcess),
        Level = LogLevel.Warning,
        Message = "This program is process 1 of its container, so every process whose parent has ended becomes its child, and is left "
            + "as a zombie at its own end. Run it under an init (docker run --init, or tini).")]
    private static partial void LogFirst(ILogger logger);
}
