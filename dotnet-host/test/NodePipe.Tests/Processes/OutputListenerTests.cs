using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NodePipe.Processes;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Processes;

public sealed class OutputListenerTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task A_listener_that_throws_is_logged_and_gets_the_next_line()
    {
        ConcurrentQueue<string> lines = new();
        ListLogger logger = new();
        await using PipedProcess process = PipedProcess.Start(new PipedProcessOptions
        {
            FileName = "sh",
            Arguments = ["-c", "echo one; echo two; echo three >&2"],
            Logger = logger,
            OnOutputLine = line =>
            {
                lines.Enqueue(line);
                throw new InvalidOperationException($"not interested in {line}");
            },
            OnErrorLine = line => throw new InvalidOperationException($"not interested in {line}"),
        });
        await process.Exited.WaitAsync(Limits.Wait);
        Assert.Equal(["one", "two"], lines);
        Assert.Equal(
            [
                $"[{process.Id}] the listener to standard error threw: not interested in three",
                $"[{process.Id}] the listener to standard output threw: not interested in one",
                $"[{process.Id}] the listener to standard output threw: not interested in two",
            ],
            logger.Failures.Order(StringComparer.Ordinal));
    }

    private sealed class ListLogger : ILogger
    {
        public ConcurrentQueue<string> Failures { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is not null)
            {
                Failures.Enqueue($"{formatter(state, exception)}: {exception.Message}");
            }
        }
    }
}
