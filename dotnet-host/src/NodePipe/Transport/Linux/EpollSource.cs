using System.Runtime.InteropServices;

namespace NodePipe.Transport.Linux;

/// <summary>Reads a pipe, or a socket, by the threads that wait for all of them.</summary>
/// <param name="handle">Its descriptor; the source disposes it.</param>
/// <param name="owner">The stream that it belongs to; the source disposes it too.</param>
/// <param name="mayGrow">Whether the pipe may hold more once something long goes through it.</param>
/// <param name="writerGone">Cancelled when the one who writes has ended.</param>
internal sealed class EpollSource(SafeHandle handle, Stream owner, bool mayGrow, CancellationToken writerGone) : ByteSource, IPipeWatcher
{
    private readonly SafeHandle _handle = handle;
    private readonly PipeGrowth _growth = new(mayGrow);

    // Where the system does not tell how much a pipe holds: the most that an unprivileged one does.
    private const int LargestUsualCapacity = 1024 * 1024;

    // Answers that are complete wait for the end of the turns, so there are not many.
    private const int MaxTurns = 16;

    // A read of so much means bulk: the next bytes are likely there before the thread could wait for them.
    private const int BulkLength = 32 * 1024;

    private readonly Lock _reading = new();
    private IByteReceiver? _receiver;
    private CancellationTokenRegistration _registration;
    private int _descriptor;
    private int _key;
    private bool _hasEnded;
    private bool _isPaused;
    private volatile bool _isClosed;
    private int _isDue;
    private int _isBusy;
    private int? _leftInPipe;

    public override void Start(IByteReceiver receiver)
    {
        bool isHeld = false;
        _handle.DangerousAddRef(ref isHeld);
        _descriptor = (int)_handle.DangerousGetHandle();
        _receiver = receiver;
        try
        {
            LinuxIo.MakeNonBlocking(_descriptor);
            EpollThreads.Watch(this, _descriptor, EpollThreads.NewBytes, out _key);
        }
        catch
        {
            _receiver = null;
            _handle.DangerousRelease();
            throw;
        }

        _registration = writerGone.UnsafeRegister(static source => ((EpollSource)source!).ReadRest(), this);
    }

    public override void Resume()
    {
        lock (_reading)
        {
            if (!_hasEnded)
            {
                _isPaused = false;
                EpollThreads.LookAgain(_key, _descriptor, EpollThreads.NewBytes);
            }
        }

        if (writerGone.IsCancellationRequested)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static source => source.ReadRest(), this, preferLocal: false);
        }
    }

    public override ValueTask DisposeAsync()
    {
        lock (_reading)
        {
            EndLocked(null);
        }

        _handle.Dispose();
        return owner.DisposeAsync();
    }

    /// <summary>There are bytes. Reads them, unless another thread is at it, which then looks again.</summary>
    /// <param name="isHangUp">Whether nobody holds the other end: the end of file is no event of its own then.</param>
    /// <returns>Whether anything was read.</returns>
    public bool React(bool isHangUp)
    {
        _isClosed |= isHangUp;
        Interlocked.Exchange(ref _isDue, 1);
        bool hasRead = false;
        while (Volatile.Read(ref _isDue) == 1 && Volatile.Read(ref _isBusy) == 0)
        {
            // Whoever has the lock without being busy, such as a resume, has it for a moment only.
            lock (_reading)
            {
                Interlocked.Exchange(ref _isBusy, 1);
                hasRead |= Interlocked.Exchange(ref _isDue, 0) == 1 && ReadUntilEmptyLocked();
                Interlocked.Exchange(ref _isBusy, 0);
            }
        }

        return hasRead;
    }

    public bool Release(bool isThreadSpare) => _receiver!.Release(isThreadSpare);

    public void GiveUp(Exception error)
    {
        lock (_reading)
        {
            EndLocked(error);
        }

        Release(isThreadSpare: false);
    }

    private bool ReadUntilEmptyLocked()
    {
        bool hasRead = false;
        for (int turn = 0; turn < MaxTurns && !_hasEnded && !_isPaused; turn++)
        {
            int room = ReadOnceLocked(out int count);
            hasRead |= room > 0;
            if (room == 0 || (!_isClosed && count < room && count < BulkLength))
            {
                // The pipe is empty, so the next byte is an event again.
                return hasRead;
            }
        }

        if (!_hasEnded && !_isPaused)
        {
            EpollThreads.LookAgain(_key, _descriptor, EpollThreads.NewBytes);
        }

        return hasRead;
    }

    /// <summary>
    /// The writer has ended: what is there is all there is, and it is not more than the pipe holds. More than that is from
    /// whoever else holds a copy of it.
    /// </summary>
    private void ReadRest()
    {
        lock (_reading)
        {
            if (!_hasEnded && _leftInPipe is null)
            {
                int capacity = LinuxIo.GetPipeCapacity(_descriptor);
                _leftInPipe = capacity > 0 ? capacity : LargestUsualCapacity;
            }

            while (!_hasEnded && !_isPaused)
            {
                ReadOnceLocked(out int count);
                if (count == 0 || (_leftInPipe -= count) <= 0)
                {
                    EndLocked(null);
                }
            }
        }

        Release(isThreadSpare: false);
    }

    /// <summary>Reads once.</summary>
    /// <param name="count">How many bytes were there; 0 also at the end, of which the receiver has been told then.</param>
    /// <returns>How many could have been taken; 0 where there was nothing, not even the end.</returns>
    private int ReadOnceLocked(out int count)
    {
        count = 0;
        try
        {
            Span<byte> buffer = _receiver!.GetMemory().Span;
            int read = LinuxIo.ReadNow(_descriptor, buffer);
            if (read < 0)
            {
                return 0;
            }

            count = read;
            if (count == 0)
            {
                EndLocked(null);
            }
            else
            {
                if (count >= PipeGrowth.UsualCapacity && buffer.Length - count >= PipeGrowth.WorthwhileLength)
                {
                    _growth.TryGrow(_descriptor);
                }

                _isPaused = !_receiver.Advance(count);
            }

            return buffer.Length;
        }
#pragma warning disable CA1031 // Whatever the receiver could not take is what it is told at the end.
        catch (Exception error)
#pragma warning restore CA1031
        {
            EndLocked(error);
            return 1;
        }
    }

    private void EndLocked(Exception? error)
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        _registration.Unregister();
        _growth.End();
        if (_receiver is not null)
        {
            EpollThreads.Forget(_key, _descriptor);
            _handle.DangerousRelease();
            _receiver.End(error);
        }
    }
}
