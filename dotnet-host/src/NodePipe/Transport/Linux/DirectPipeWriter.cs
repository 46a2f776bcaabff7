using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace NodePipe.Transport.Linux;

/// <summary>
/// Writes a pipe by one system call on the caller's thread where the pipe has room; where it has not, the threads that
/// wait for all pipes write the rest as room comes. Writes are kept in the order of the calls.
/// </summary>
internal sealed class DirectPipeWriter : OneWayStream, IPipeWatcher, IWatchedOutput
{
    private readonly PipeStream _pipe;
    private readonly SafeHandle _handle;
    private readonly int _descriptor;
    private readonly PipeGrowth _growth;
    private readonly Lock _lock = new();
    private readonly LinkedList<PendingWrite> _pending = new();
    private int _key;
    private bool _isWatched;
    private bool _isReaderGone;
    private Action<Exception>? _whenReaderGone;
    private bool _isClosed;
    private bool _isDisposed;

    /// <param name="pipe">The end that the host writes; the writer disposes it.</param>
    /// <param name="mayGrow">Whether the pipe may hold more once something long goes through it.</param>
    public DirectPipeWriter(PipeStream pipe, bool mayGrow)
    {
        _pipe = pipe;
        _handle = pipe.SafePipeHandle;
        _growth = new PipeGrowth(mayGrow);
        bool isHeld = false;
        _handle.DangerousAddRef(ref isHeld);
        _descriptor = (int)_handle.DangerousGetHandle();
        LinuxIo.MakeNonBlocking(_descriptor);
    }

    public override bool CanRead => false;

    /// <inheritdoc/>
    public void WhenReaderGone(Action<Exception> told)
    {
        bool isGone;
        lock (_lock)
        {
            _whenReaderGone = told;
            isGone = _isReaderGone;
            try
            {
                if (!isGone && !_isClosed)
                {
                    WatchLocked(EpollThreads.HangUpOnly);
                }
            }
            catch (IOException)
            {
                // The system has no room for it: a write that fails tells as well, if later.
            }
        }

        if (isGone)
        {
            told(Broken());
        }
    }

    /// <summary>Ends every write, also one that waits for room: nobody reads any more, whoever holds a copy of the pipe.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            CloseLocked(Broken());
        }
    }

    /// <exception cref="IOException">The reader is gone.</exception>
    /// <exception cref="ObjectDisposedException">This stream was disposed.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_isClosed)
            {
                return ValueTask.FromException(Broken());
            }

            try
            {
                int written = _pending.Count == 0 ? WriteNowLocked(buffer.Span) : 0;
                return written == buffer.Length ? ValueTask.CompletedTask : WriteLaterLocked(buffer[written..], cancellationToken);
            }
            catch (IOException error)
            {
                return ValueTask.FromException(error);
            }
        }
    }

    /// <summary>There is room, or nobody reads any more.</summary>
    public bool React(bool isHangUp)
    {
        Action<Exception>? told;
        lock (_lock)
        {
            _isReaderGone |= isHangUp && !_isClosed;
            told = _isReaderGone ? _whenReaderGone : null;
            if (told is not null)
            {
                _whenReaderGone = null;
            }

            try
            {
                WritePendingLocked();
            }
#pragma warning disable CA1031 // The bytes are the user's memory, which may be gone; this thread serves everybody.
            catch (Exception error)
#pragma warning restore CA1031
            {
                EndPendingLocked(error as IOException ?? new IOException("The bytes could not be written.", error));
            }
        }

        told?.Invoke(Broken());
        return false;
    }

    /// <summary>Nobody would be told any more when there is room.</summary>
    public void GiveUp(Exception error)
    {
        lock (_lock)
        {
            EndPendingLocked(new IOException("The bytes could not be written.", error));
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_lock)
            {
                _isDisposed = true;
                CloseLocked(new ObjectDisposedException(nameof(DirectPipeWriter)));
            }
        }

        base.Dispose(disposing);
    }

    private static IOException Broken() => new("The pipe is broken: nobody reads it any more.");

    private ValueTask WriteLaterLocked(ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        if (_pending.Count == 0)
        {
            WaitForRoomLocked();
        }

        PendingWrite write = new() { Rest = rest };
        LinkedListNode<PendingWrite> place = _pending.AddLast(write);
        write.Registration = cancellationToken.UnsafeRegister(_ => Withdraw(place, cancellationToken), null);
        return new ValueTask(write.Completion.Task);
    }

    private void WritePendingLocked()
    {
        while (_pending.First?.Value is PendingWrite write)
        {
            write.Rest = write.Rest[WriteNowLocked(write.Rest.Span)..];
            if (write.Rest.Length > 0)
            {
                WaitForRoomLocked();
                return;
            }

            _pending.RemoveFirst();
            write.Registration.Unregister();
            write.Completion.SetResult();
        }

        if (_whenReaderGone is not null && !_isClosed)
        {
            // The look for room was for one time only.
            WatchLocked(EpollThreads.HangUpOnly);
        }
    }

    private void Withdraw(LinkedListNode<PendingWrite> place, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (place.List is not null)
            {
                _pending.Remove(place);
                place.Value.Completion.SetCanceled(cancellationToken);
            }
        }
    }

    /// <summary>Writes what the pipe takes.</summary>
    private int WriteNowLocked(ReadOnlySpan<byte> buffer)
    {
        int written = LinuxIo.WriteNow(_descriptor, buffer);
        return buffer.Length - written >= PipeGrowth.WorthwhileLength && _growth.TryGrow(_descriptor)
            ? written + LinuxIo.WriteNow(_descriptor, buffer[written..])
            : written;
    }

    /// <summary>Asks to be told once when there is room; at once, where there is some by now.</summary>
    private void WaitForRoomLocked() => WatchLocked(EpollThreads.RoomOnce);

    private void WatchLocked(uint events)
    {
        if (_isWatched)
        {
            EpollThreads.LookAgain(_key, _descriptor, events);
        }
        else
        {
            EpollThreads.Watch(this, _descriptor, events, out _key);
            _isWatched = true;
        }
    }

    private void EndPendingLocked(Exception error)
    {
        foreach (PendingWrite write in _pending)
        {
            write.Registration.Unregister();
            write.Completion.SetException(error);
        }

        _pending.Clear();
    }

    private void CloseLocked(Exception reason)
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        EndPendingLocked(reason);
        _growth.End();
        if (_isWatched)
        {
            EpollThreads.Forget(_key, _descriptor);
        }

        _handle.DangerousRelease();
        _pipe.Dispose();
    }

    /// <summary>A write that waits for room.</summary>
    private sealed class PendingWrite
    {
        public ReadOnlyMemory<byte> Rest { get; set; }

        public CancellationTokenRegistration Registration { get; set; }

        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
