using System.Runtime.InteropServices;

namespace NodePipe.Console;

/// <summary>Ctrl+C and its kin: the first press asks to stop, the second forces it.</summary>
internal sealed class Interrupts : IDisposable
{
    // npm with some shells passes one press on as two signals a millisecond apart.
    private static readonly TimeSpan OnePress = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenSource _forced = new();
    private readonly Lock _lock = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private long _lastPress;

    public Interrupts()
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Press(context, 2)));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Press(context, 15)));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Press(context, 1)));
    }

    /// <summary>Cancelled at the first press.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <summary>Cancelled at the second.</summary>
    public CancellationToken Forced => _forced.Token;

    /// <summary>128 and the signal's number, as a shell reports it; null while nobody pressed.</summary>
    public int? ExitCode { get; private set; }

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _asked.Dispose();
        _forced.Dispose();
    }

    private void Press(PosixSignalContext context, int signal)
    {
        context.Cancel = true;
        lock (_lock)
        {
            bool isFirst = ExitCode is null;
            if (!isFirst && TimeProvider.System.GetElapsedTime(_lastPress) < OnePress)
            {
                return;
            }

            _lastPress = TimeProvider.System.GetTimestamp();
            ExitCode ??= ExitCodes.SignalBase + signal;
            (isFirst ? _asked : _forced).Cancel();
        }
    }
}
