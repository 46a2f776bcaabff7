using Microsoft.Extensions.Logging;

namespace NodePipe.TestHost;

/// <summary>Reports what the library warns of.</summary>
internal sealed class ReportLogger : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Report.Write(new { warned = formatter(state, exception) });
        }
    }
}
