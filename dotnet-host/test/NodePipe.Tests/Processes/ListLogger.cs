using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace NodePipe.Tests.Processes;

/// <summary>Keeps what is logged.</summary>
internal sealed class ListLogger : ILogger
{
    /// <summary>Every entry, as its level and its text.</summary>
    public ConcurrentQueue<(LogLevel Level, string Text)> Entries { get; } = new();

    /// <summary>The entries that came with an exception, with its message.</summary>
    public ConcurrentQueue<string> Failures { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Entries.Enqueue((logLevel, formatter(state, exception)));
        if (exception is not null)
        {
            Failures.Enqueue($"{formatter(state, exception)}: {exception.Message}");
        }
    }
}
