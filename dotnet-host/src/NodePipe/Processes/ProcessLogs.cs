using Microsoft.Extensions.Logging;
using NodePipe.Errors;

namespace NodePipe.Processes;

/// <summary>The logs of a process: its output apart from what becomes of it, so that each has a level of its own.</summary>
internal sealed partial class ProcessLogs(ILoggerFactory factory)
{
    private readonly ILogger _child = factory.CreateLogger("NodePipe.Child");

    /// <summary>How it starts and ends.</summary>
    public ILogger Process { get; } = factory.CreateLogger("NodePipe.PipedProcess");

    public void OutputLine(int processId, string line) => LogOutputLine(_child, processId, line);

    public void ErrorLine(int processId, string line) => LogErrorLine(_child, processId, line);

    public void ListenerThrew(Exception error, int processId, string stream) => LogListenerThrew(Process, error, processId, stream);

    public void Exited(int processId, int? code, string? signal) => Quietly.Run(() => LogExit(Process, processId, code, signal));

    [LoggerMessage(EventId = EventIds.OutputLine, EventName = nameof(EventIds.OutputLine), Level = LogLevel.Information, Message = "[{ProcessId}] {Line}")]
    private static partial void LogOutputLine(ILogger logger, int processId, string line);

    [LoggerMessage(EventId = EventIds.ErrorLine, EventName = nameof(EventIds.ErrorLine), Level = LogLevel.Warning, Message = "[{ProcessId}] {Line}")]
    private static partial void LogErrorLine(ILogger logger, int processId, string line);

    [LoggerMessage(
        EventId = EventIds.LineListenerThrew, EventName = nameof(EventIds.LineListenerThrew), Level = LogLevel.Error,
        Message = "[{ProcessId}] the listener to standard {Stream} threw")]
    private static partial void LogListenerThrew(ILogger logger, Exception error, int processId, string stream);

    [LoggerMessage(
        EventId = EventIds.ProcessExited, EventName = nameof(EventIds.ProcessExited), Level = LogLevel.Debug,
        Message = "[{ProcessId}] ended with code {Code}, signal {Signal}")]
    private static partial void LogExit(ILogger logger, int processId, int? code, string? signal);
}
