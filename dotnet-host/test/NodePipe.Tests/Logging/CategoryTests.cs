using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NodePipe.Tests.Calls;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Logging;

public sealed class CategoryTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Output_the_end_of_a_process_and_its_connection_are_logged_by_categories_of_their_own()
    {
        using ListFactory log = new();
        NodeProcessOptions options = new() { LoggerFactory = log, NodeArguments = ["--import", "data:text/javascript,console.log('printed');console.error('warned')"] };
        NodeProcess node = await NodeProcess.StartAsync(options);
        await using (node)
        {
            await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync("nowhere"));
            CallOptions throwing = new() { OnProgress = _ => throw new InvalidDataException() };
            await node.LoadAsync(Path.Combine(Modules.Folder, "silent.mjs"));
            await node.InvokeAsync<int>("report", [1], throwing);
        }

        string[] all =
        [
            "NodePipe.Child 201 OutputLine", "NodePipe.Child 202 ErrorLine", "NodePipe.PipedProcess 102 ProcessExited",
            "NodePipe.RpcConnection 304 ListenerThrew",
        ];
        await Limits.UntilAsync(() => all.All(log.Entries.Contains), "every category has its entry");
        Assert.Equal(all, log.Entries.Distinct().Order(StringComparer.Ordinal));
    }

    private sealed class ListFactory : ILoggerFactory
    {
        public ConcurrentQueue<string> Entries { get; } = new();

        public ILogger CreateLogger(string categoryName) => new ListLogger(categoryName, Entries);

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
            // There is nothing to dispose of.
        }
    }

    private sealed class ListLogger(string category, ConcurrentQueue<string> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            entries.Enqueue($"{category} {eventId.Id} {eventId.Name}");
    }
}
