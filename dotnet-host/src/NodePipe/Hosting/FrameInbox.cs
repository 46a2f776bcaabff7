using NodePipe.Framing;
using NodePipe.Transport;

namespace NodePipe.Hosting;

/// <summary>
/// Frames that came and wait for their reader. When many bytes wait, the source is told to stop, so a slow reader slows the
/// other side down instead of filling the memory.
/// </summary>
/// <typeparam name="T">What a frame is kept as.</typeparam>
internal sealed class FrameInbox<T> : IByteReceiver
{
    /// <summary>How many bytes may wait unless set otherwise.</summary>
    public const int DefaultMaxWaitingBytes = 1024 * 1024;

    // What it takes to keep a frame, whatever its length: empty ones fill the memory too.
    private const int BytesForEach = 64;

    private readonly ByteSource _source;
    private readonly FrameReader _frames;
    private readonly Func<ReadOnlyMemory<byte>, T> _keep;
    private readonly int _maxWaitingBytes;
    private readonly Action<Exception?>? _onEnd;
    private readonly Lock _lock = new();
    private readonly Queue<(T Frame, long Bytes)> _waiting = new();
    private TaskCompletionSource<Received<T>>? _reader;
    private long _waitingBytes;
    private bool _isPaused;
    private bool _hasEnded;

    /// <param name="source">Where the bytes come from; it begins at once.</param>
    /// <param name="frames">Cuts them.</param>
    /// <param name="keep">Copies a frame, which is valid only meanwhile. It must not wait.</param>
    /// <param name="maxWaitingBytes">With how many bytes waiting no more is read.</param>
    /// <param name="onEnd">Told once that nothing follows, with what is wrong, if anything is. It must not wait.</param>
    public FrameInbox(
        ByteSource source, FrameReader frames, Func<ReadOnlyMemory<byte>, T> keep, int maxWaitingBytes = DefaultMaxWaitingBytes,
        Action<Exception?>? onEnd = null)
    {
        _source = source;
        _frames = frames;
        _keep = keep;
        _maxWaitingBytes = maxWaitingBytes;
        _onEnd = onEnd;
        source.Start(this);
    }

    /// <summary>
    /// Why no more frames come, where that is no end of file; read once the end was received. An
    /// <see cref="EndOfStreamException"/> where it came in the middle of a frame.
    /// </summary>
    public Exception? Failure { get; private set; }

    /// <summary>The next frame, or the end. One reader at a time.</summary>
    public ValueTask<Received<T>> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryReceive(out Received<T> received) is not TaskCompletionSource<Received<T>> reader)
        {
            return new(received);
        }

        return cancellationToken.CanBeCanceled ? WaitAsync(reader, cancellationToken) : new(reader.Task);
    }

    /// <summary>The next frame, or the end, or nothing where neither comes in time; what comes later is not lost.</summary>
    public async ValueTask<Received<T>> ReadAsync(TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryReceive(out Received<T> received) is not TaskCompletionSource<Received<T>> reader)
        {
            return received;
        }

        using (clock.CreateTimer(_ => Withdraw(reader, static waiting => waiting.TrySetResult(default)), null, timeout, Timeout.InfiniteTimeSpan))
        {
            return await WaitAsync(reader, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Nobody wants any more of it: a reader that waits gets the end, whatever the source does.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _hasEnded = true;
            _waiting.Clear();
        }

        Release(isThreadSpare: false);
    }

    public Memory<byte> GetMemory() => _frames.GetMemory();

    public bool Advance(int count)
    {
        lock (_lock)
        {
            _frames.Advance(count);
            while (_frames.TryTakeFrame(out ReadOnlyMemory<byte> frame))
            {
                AddLocked(frame);
            }

            _isPaused = _waitingBytes > _maxWaitingBytes;
            return !_isPaused;
        }
    }

    public bool Release(bool isThreadSpare)
    {
        TaskCompletionSource<Received<T>>? reader;
        Received<T> received;
        bool mayResume;
        lock (_lock)
        {
            reader = _reader;
            if (reader is null || !TryTakeLocked(out received, out mayResume))
            {
                return false;
            }

            _reader = null;
        }

        ResumeIf(mayResume);
        if (isThreadSpare)
        {
            reader.TrySetResult(received);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => reader.TrySetResult(received), null);
        }

        return isThreadSpare;
    }

    public void End(Exception? error)
    {
        lock (_lock)
        {
            if (_hasEnded)
            {
                return;
            }

            _hasEnded = true;
            Failure = error;
            try
            {
                if (error is null && _frames.TryTakeRest(out ReadOnlyMemory<byte> frame))
                {
                    AddLocked(frame);
                }
            }
            catch (Exception fault) when (fault is NodeProtocolException or EndOfStreamException)
            {
                Failure = fault;
            }
        }

        _onEnd?.Invoke(Failure);
        Release(isThreadSpare: false);
    }

    private async ValueTask<Received<T>> WaitAsync(TaskCompletionSource<Received<T>> reader, CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister((_, token) => Withdraw(reader, waiting => waiting.TrySetCanceled(token)), null))
        {
            return await reader.Task.ConfigureAwait(false);
        }
    }

    /// <summary>What is there; where nothing is, the result is the reader that waits for it.</summary>
    private TaskCompletionSource<Received<T>>? TryReceive(out Received<T> received)
    {
        bool mayResume;
        lock (_lock)
        {
            if (!TryTakeLocked(out received, out mayResume))
            {
                return _reader = new TaskCompletionSource<Received<T>>();
            }
        }

        ResumeIf(mayResume);
        return null;
    }

    private void AddLocked(ReadOnlyMemory<byte> frame)
    {
        long bytes = BytesForEach + (long)frame.Length;
        _waitingBytes += bytes;
        _waiting.Enqueue((_keep(frame), bytes));
    }

    /// <summary>Whether there is a frame, or the end.</summary>
    private bool TryTakeLocked(out Received<T> received, out bool mayResume)
    {
        mayResume = false;
        if (!_waiting.TryDequeue(out (T Frame, long Bytes) next))
        {
            received = Received<T>.End;
            return _hasEnded;
        }

        received = new Received<T>(next.Frame);
        _waitingBytes -= next.Bytes;
        if (_isPaused && _waitingBytes <= _maxWaitingBytes / 2)
        {
            _isPaused = false;
            mayResume = true;
        }

        return true;
    }

    /// <summary>Not under the lock: the source takes its own, under which it calls this inbox.</summary>
    private void ResumeIf(bool mayResume)
    {
        if (mayResume)
        {
            _source.Resume();
        }
    }

    /// <summary>Takes this reader back, unless it has got something by now, and tells it so on the pool.</summary>
    private void Withdraw(TaskCompletionSource<Received<T>> reader, Action<TaskCompletionSource<Received<T>>> tell)
    {
        lock (_lock)
        {
            if (_reader != reader)
            {
                return;
            }

            _reader = null;
        }

        ThreadPool.UnsafeQueueUserWorkItem(tell, reader, preferLocal: false);
    }
}

/// <summary>What a reader has got: a frame, the end, or (the default) nothing yet.</summary>
internal readonly struct Received<T>
{
    public Received(T frame)
    {
        Frame = frame;
        HasFrame = true;
    }

    public static Received<T> End { get; } = new Received<T> { IsEnd = true };

    public T? Frame { get; }

    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Frame))]
    public bool HasFrame { get; }

    public bool IsEnd { get; private init; }
}
