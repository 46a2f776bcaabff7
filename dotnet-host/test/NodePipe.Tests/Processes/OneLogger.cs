using Microsoft.Extensions.Logging;

namespace NodePipe.Tests.Processes;

/// <summary>Gives one log to every category.</summary>
internal sealed class OneLogger(ILogger logger) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => logger;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
        // There is nothing to dispose of.
    }
}
