using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace NodePipe.Transport.Linux;

/// <summary>Reads a pipe by the threads that wait for all of them.</summary>
internal sealed class EpollSource(PipeStream pipe, CancellationToken writerGone) : ByteSource
{
    private readonly SafeHandle _handle = pipe.SafePipeHandle;
    // The most that an unprivileged pipe holds: more than that the writer cannot have left.
    private const int LargestCapacity = 1024 * 1024;

    // Answers that are complete wait for the end of the turns, so there are not many.
    private const int MaxTurns = 16;
    private const int BulkLength = 32 * 1024;

    private readonly Lock _reading = new();
    private IByteReceiver? _receiver;
    private CancellationTokenRegistration _registration;
    private int _descriptor;
    private int _key;
    private bool _hasEnded;
    private bool _isPaused;
    private int _leftInPipe = LargestCapacity;
    private int _lastCount;

    public override void Start(IByteReceiver receiver)
    {
        bool isHeld = false;
        _handle.DangerousAddRef(ref isHeld);
        _descriptor = (int)_handle.DangerousGetHandle();
        _receiver = receiver;
        _key = EpollThreads.Watch(this, _descriptor);
        _registration = writerGone.UnsafeRegister(static source => ((EpollSource)source!).ReadRest(), this);
    }

    public override void Resume()
    {
        lock (_reading)
        {
            if (_isPaused && !_hasEnded)
            {
                _isPaused = false;
                EpollThreads.Arm(_key, _descriptor);
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
            End(null);
        }

        return pipe.DisposeAsync();
    }

    /// <summary>Reads what is there. The result is whether anything was read.</summary>
    public bool Read()
    {
        lock (_reading)
        {
            if (_hasEnded || _isPaused)
            {
                return false;
            }

            // A large read means bulk: the next bytes are likely there before the thread could wait for them.
            bool mayContinue;
            int turns = 0;
            do
            {
                mayContinue = ReadOnce();
            }
            while (mayContinue && _lastCount >= BulkLength && ++turns < MaxTurns && IsReadable());

            if (mayContinue)
            {
                EpollThreads.Arm(_key, _descriptor);
            }

            return true;
        }
    }

    public void Release(bool isThreadSpare) => _receiver!.Release(isThreadSpare);

    /// <summary>The writer has ended: what is there is all there is.</summary>
    private void ReadRest()
    {
        lock (_reading)
        {
            while (!_hasEnded && !_isPaused)
            {
                if (_leftInPipe <= 0 || !IsReadable())
                {
                    End(null);
                }
                else
                {
                    ReadOnce();
                }
            }
        }

        Release(isThreadSpare: false);
    }

    /// <summary>Reads once; the result is whether more may come. The pipe is known to be readable, so this does not wait.</summary>
    private unsafe bool ReadOnce()
    {
        try
        {
            Span<byte> buffer = _receiver!.GetMemory().Span;
            nint count;
            fixed (byte* bytes = buffer)
            {
                count = LinuxIo.Read(_descriptor, bytes, (nuint)buffer.Length);
            }

            if (count < 0)
            {
                const int WouldBlock = 11;
                int error = Marshal.GetLastPInvokeError();
                return error is LinuxIo.Interrupted or WouldBlock ? true : throw LinuxIo.Failure("read");
            }

            if (count == 0)
            {
                End(null);
                return false;
            }

            _lastCount = (int)count;
            _leftInPipe -= writerGone.IsCancellationRequested ? (int)count : 0;
            _isPaused = !_receiver.Advance((int)count);
            return !_isPaused;
        }
#pragma warning disable CA1031 // Whatever the receiver could not take is what it is told at the end.
        catch (Exception error)
#pragma warning restore CA1031
        {
            End(error);
            return false;
        }
    }

    private unsafe bool IsReadable()
    {
        PollEntry entry = new() { Descriptor = _descriptor, Events = (short)LinuxIo.Readable };
        return LinuxIo.Poll(&entry, 1, 0) > 0;
    }

    private void End(Exception? error)
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        _registration.Unregister();
        if (_receiver is not null)
        {
            EpollThreads.Forget(_key, _descriptor);
            _handle.DangerousRelease();
            _receiver.End(error);
        }
    }
}
