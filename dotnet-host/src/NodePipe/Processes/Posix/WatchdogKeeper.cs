using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using NodePipe.Errors;

namespace NodePipe.Processes.Posix;

/// <summary>Puts a new watchdog into a child's group where one has died before the child.</summary>
internal sealed partial class WatchdogKeeper(ChildGroup group, Task childExited, LaunchRequest request)
{
    private const int MostReplacements = 10;

    // Doubled each time: a shell that dies at once is not started in a tight loop.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Goes on until the child has ended.</summary>
    public async Task KeepAsync(Watchdog watchdog)
    {
        for (int replaced = 0; !await EndsAfterAsync(watchdog, FirstPause * (1 << replaced)).ConfigureAwait(false); replaced++)
        {
            if (replaced == MostReplacements)
            {
                Say(() => LogGivenUp(request.Logger, group.Id, replaced));
                return;
            }

            watchdog = Replace(watchdog);
        }
    }

    /// <summary>
    /// Waits for the watchdog's death, and then for a moment whether the child ends as well, as when its whole group is
    /// killed: nothing is left to watch over then.
    /// </summary>
    private async Task<bool> EndsAfterAsync(Watchdog watchdog, TimeSpan pause)
    {
        await watchdog.Died.ConfigureAwait(false);
        await childExited.WaitAsync(pause, request.TimeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return childExited.IsCompleted;
    }

    private Watchdog Replace(Watchdog dead)
    {
        Watchdog? next = null;
        try
        {
            next = Watchdog.Prepare();
            int error = group.Guard(next);
            if (error == 0)
            {
                Say(() => LogReplaced(request.Logger, group.Id));
                return next;
            }

            next.Dispose();
            Say(() => LogNotReplaced(request.Logger, group.Id, Marshal.GetPInvokeErrorMessage(error)));
        }
        catch (Exception error) when (error is IOException or NodeStartException)
        {
            next?.Dispose();
            Say(() => LogNotReplaced(request.Logger, group.Id, error.Message));
        }

        return dead;
    }

    /// <summary>The log is the user's: it may throw, and it may block.</summary>
    private static void Say(Action log) => ThreadPool.UnsafeQueueUserWorkItem(_ => Quietly.Run(log), null);

    [LoggerMessage(
        EventId = EventIds.WatchdogReplaced, EventName = nameof(EventIds.WatchdogReplaced), Level = LogLevel.Warning,
        Message = "[{ProcessId}] the watchdog of its group has died before it; another one is there now")]
    private static partial void LogReplaced(ILogger logger, int processId);

    [LoggerMessage(
        EventId = EventIds.WatchdogNotReplaced, EventName = nameof(EventIds.WatchdogNotReplaced),
        Level = LogLevel.Warning,
        Message = "[{ProcessId}] the watchdog of its group has died before it, and another one could not be started: {Reason}. "
            + "As long as there is none, the process may outlive its host.")]
    private static partial void LogNotReplaced(ILogger logger, int processId, string reason);

    [LoggerMessage(
        EventId = EventIds.WatchdogGivenUp, EventName = nameof(EventIds.WatchdogGivenUp),
        Level = LogLevel.Error,
        Message = "[{ProcessId}] the watchdog of its group has died {Count} times and is not replaced any more: "
            + "the process may outlive its host")]
    private static partial void LogGivenUp(ILogger logger, int processId, int count);
}
