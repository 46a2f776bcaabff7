using System.IO.Pipelines;
using NodePipe.Errors;
using NodePipe.Transport;

namespace NodePipe.Processes;

/// <summary>
/// The host's end of a pipe that a child writes, as a stream. It ends when the child has ended and nothing is left to read,
/// even while a foreign process holds a copy of the write end and so keeps back the end of file. It begins to read with its
/// first reader, and is never more than 64 KiB ahead. A connection takes the source behind it instead, which is faster.
/// </summary>
/// <param name="process">The child.</param>
/// <param name="source">The host's end of its pipe.</param>
internal sealed class ChildOutput(PipedProcess process, ByteSource source) : OneWayStream, IExplainedStream, IByteReceiver
{
    private readonly Pipe _bytes = new(new PipeOptions(useSynchronizationContext: false));
    private readonly Lock _lock = new();
    private Stream? _reader;
    private bool _isTaken;
    private bool _isDisposed;

    public override bool CanRead => true;

    /// <exception cref="InvalidOperationException">Another connection reads the pipe.</exception>
    public ByteSource OpenSource()
    {
        lock (_lock)
        {
            ThrowIfNotMineLocked();
            if (_reader is not null)
            {
                // What it has read ahead comes first.
                return ByteSource.FromStream(this);
            }

            _isTaken = true;
            return source;
        }
    }

    public Task<Exception> ExplainEndAsync() => process.ExplainEndAsync();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        OpenReader().ReadAsync(buffer, cancellationToken);

    Memory<byte> IByteReceiver.GetMemory() => _bytes.Writer.GetMemory();

    bool IByteReceiver.Advance(int count)
    {
        _bytes.Writer.Advance(count);
        ValueTask<FlushResult> flush = _bytes.Writer.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            _ = flush.Result;
            return true;
        }

        _ = ResumeAfterAsync(flush.AsTask());
        return false;
    }

    /// <summary>Whoever reads goes on by the pool.</summary>
    bool IByteReceiver.Release(bool isThreadSpare) => false;

    void IByteReceiver.End(Exception? error) =>
        _bytes.Writer.Complete(_isDisposed ? new ObjectDisposedException(nameof(ChildOutput)) : error);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_lock)
            {
                _isDisposed = true;
            }

            // It ends what still reads.
            Quietly.Observe(source.DisposeAsync().AsTask());
        }

        base.Dispose(disposing);
    }

    private Stream OpenReader()
    {
        lock (_lock)
        {
            ThrowIfNotMineLocked();
            if (_reader is null)
            {
                source.Start(this);
                _reader = _bytes.Reader.AsStream();
            }

            return _reader;
        }
    }

    private void ThrowIfNotMineLocked()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isTaken)
        {
            throw new InvalidOperationException("A connection reads this pipe, and only one can.");
        }
    }

    /// <summary>Never before <see cref="IByteReceiver.Advance"/> has told the source that it is to wait.</summary>
    private async Task ResumeAfterAsync(Task<FlushResult> flush)
    {
        await ((Task)flush).ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        source.Resume();
    }
}
