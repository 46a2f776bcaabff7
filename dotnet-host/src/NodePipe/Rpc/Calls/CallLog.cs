using Microsoft.Extensions.Logging;
using NodePipe.Errors;

namespace NodePipe.Rpc.Calls;

/// <summary>What is nobody's to hear of but the log's. A log that throws stops nothing.</summary>
internal static partial class CallLog
{
    public static void BadNotification(ILogger logger, Exception error, string? method) =>
        Quietly.Run(() => LogBadNotification(logger, error, method));

    public static void ListenerThrew(ILogger logger, Exception error, string method) =>
        Quietly.Run(() => LogListenerThrew(logger, error, method));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A notification {Method} was not understood")]
    private static partial void LogBadNotification(ILogger logger, Exception error, string? method);

    [LoggerMessage(Level = LogLevel.Error, Message = "The listener to {Method} threw")]
    private static partial void LogListenerThrew(ILogger logger, Exception error, string method);
}
