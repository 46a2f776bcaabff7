using Microsoft.Extensions.Logging;
using NodePipe.Errors;

namespace NodePipe.Rpc.Streams;

/// <summary>
/// Runs what users have hung on the end of a call or of a stream on the thread pool: it may block, throw or call back,
/// and whoever ends something is often the connection's reader, which must never wait.
/// </summary>
internal static partial class Endings
{
    /// <summary>Cancels a token; it counts as cancelled at once, its callbacks run later.</summary>
    public static void Cancel(CancellationTokenSource source, ILogger logger)
    {
        Task callbacks = source.CancelAsync();
        if (!callbacks.IsCompletedSuccessfully)
        {
            _ = ObserveAsync(callbacks, logger);
        }
    }

    public static void Run(Func<Task> ending, ILogger logger) => _ = ObserveAsync(Task.Run(ending), logger);

    private static async Task ObserveAsync(Task ending, ILogger logger)
    {
        try
        {
            await ending.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Nobody waits for what the user's code does here.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Quietly.Run(() => LogThrew(logger, error));
        }
    }

    [LoggerMessage(
        EventId = EventIds.EndingThrew, EventName = nameof(EventIds.EndingThrew), Level = LogLevel.Error,
        Message = "A callback of a cancelled token, or the disposal of a stream, threw")]
    private static partial void LogThrew(ILogger logger, Exception error);
}
