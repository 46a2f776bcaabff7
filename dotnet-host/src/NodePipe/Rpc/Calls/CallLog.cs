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

    /// <param name="logger">The log.</param>
    /// <param name="error">The error object, as JSON.</param>
    public static void PeerComplains(ILogger logger, string error) => Quietly.Run(() => LogPeerComplains(logger, error));

    /// <param name="logger">The log.</param>
    /// <param name="line">How the line begins.</param>
    public static void NoMessage(ILogger logger, string line) => Quietly.Run(() => LogNoMessage(logger, line));

    [LoggerMessage(
        EventId = EventIds.PeerComplains, EventName = nameof(EventIds.PeerComplains), Level = LogLevel.Warning,
        Message = "The other side could not read what was sent to it: {Error}")]
    private static partial void LogPeerComplains(ILogger logger, string error);

    [LoggerMessage(
        EventId = EventIds.NoMessage, EventName = nameof(EventIds.NoMessage), Level = LogLevel.Warning,
        Message = "A line came that is no message, and nobody takes texts. Something else writes to the descriptor, or a line was torn. It begins with: {Line}. Further ones are not logged")]
    private static partial void LogNoMessage(ILogger logger, string line);

    [LoggerMessage(
        EventId = EventIds.BadNotification, EventName = nameof(EventIds.BadNotification), Level = LogLevel.Warning,
        Message = "A notification {Method} was not understood")]
    private static partial void LogBadNotification(ILogger logger, Exception error, string? method);

    [LoggerMessage(
        EventId = EventIds.ListenerThrew, EventName = nameof(EventIds.ListenerThrew), Level = LogLevel.Error,
        Message = "The listener to {Method} threw")]
    private static partial void LogListenerThrew(ILogger logger, Exception error, string method);
}
