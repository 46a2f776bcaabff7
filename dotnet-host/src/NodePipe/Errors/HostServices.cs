using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace NodePipe.Errors;

/// <summary>What options hold of the program around them: the clock and the log.</summary>
internal sealed class HostServices
{
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    public HostServices Copy() => (HostServices)MemberwiseClone();

    public void Check(OptionFaults faults)
    {
        faults.CheckNotNull(nameof(TimeProvider), TimeProvider);
        faults.CheckNotNull(nameof(LoggerFactory), LoggerFactory);
    }
}
