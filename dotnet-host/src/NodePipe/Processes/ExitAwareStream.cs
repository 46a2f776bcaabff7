using System.IO.Pipes;
using NodePipe.Transport;
using NodePipe.Transport.Linux;

namespace NodePipe.Processes;

/// <summary>
/// Reads a child's pipe, and ends when the child has ended and nothing is left to read, even while a foreign process
/// holds a copy of the write end and so keeps back the end of file.
/// </summary>
/// <param name="inner">The host's end of the pipe.</param>
/// <param name="exited">Cancelled when the child has ended.</param>
/// <param name="capacity">The capacity that was asked for, in bytes; 0 for the system's default.</param>
internal class ExitAwareStream(Stream inner, CancellationToken exited, int capacity = 0) : OneWayStream
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    // What the child left cannot be more than the pipe holds (the system rounds up to a power of two); more is from
    // whoever else writes.
    private int _leftInPipe = 2 * Math.Max(capacity, PipeGrowth.UsualCapacity);

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!exited.IsCancellationRequested)
        {
            using CancellationTokenSource? both = cancellationToken.CanBeCanceled
                ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, exited)
                : null;
            try
            {
                return await inner.ReadAsync(buffer, both?.Token ?? exited).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_leftInPipe <= 0)
        {
            return 0;
        }

        // All that the child wrote is in the pipe already.
        int left = OperatingSystem.IsLinux() && inner is PipeStream pipe
            ? LinuxIo.ReadNow(pipe.SafePipeHandle, buffer.Span)
            : await ReadForAMomentAsync(buffer).ConfigureAwait(false);
        _leftInPipe -= left;
        return left;
    }

    /// <summary>Where nothing tells whether the pipe is empty, a read that takes long has no more to get.</summary>
    private async ValueTask<int> ReadForAMomentAsync(Memory<byte> buffer)
    {
        using CancellationTokenSource moment = new(Moment);
        try
        {
            return await inner.ReadAsync(buffer, moment.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
