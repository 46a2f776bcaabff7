using Microsoft.Win32.SafeHandles;

namespace NodePipe.Processes.Posix;

/// <summary>
/// A process by a descriptor of it (<c>pidfd_open(2)</c>, Linux 5.3 and later): it goes on meaning this one after somebody
/// has collected it, when its number may be another one's.
/// </summary>
internal sealed class ProcessReference : IDisposable
{
    private readonly SafeFileHandle _descriptor;

    private ProcessReference(SafeFileHandle descriptor) => _descriptor = descriptor;

    /// <summary>
    /// Refers to the process that has this number now; null where there is none, or no such descriptor. Whoever asks must then
    /// make sure that the number was still that of the process that is meant.
    /// </summary>
    public static ProcessReference? TryOpen(int pid)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        nint descriptor = Libc.SystemCall(Libc.OpenProcess, pid, 0, 0, 0);
        return descriptor < 0 ? null : new ProcessReference(new SafeFileHandle(descriptor, ownsHandle: true));
    }

    /// <summary>Sends a signal; does nothing where the process is gone.</summary>
    public void Signal(int signal)
    {
        bool isHeld = false;
        try
        {
            _descriptor.DangerousAddRef(ref isHeld);
            _ = Libc.SystemCall(Libc.SignalProcess, _descriptor.DangerousGetHandle(), signal, 0, 0);
        }
        catch (ObjectDisposedException)
        {
            // Whoever has disposed it has ended the process.
        }
        finally
        {
            if (isHeld)
            {
                _descriptor.DangerousRelease();
            }
        }
    }

    public void Dispose() => _descriptor.Dispose();
}
