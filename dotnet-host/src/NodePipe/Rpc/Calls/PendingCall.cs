using System.Runtime.InteropServices;
using System.Text.Json;
using NodePipe.Rpc.Messages;
using NodePipe.Rpc.Streams;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Calls;

/// <summary>A call that waits for its answer. It ends exactly once, however many ends race.</summary>
internal abstract class PendingCall(PendingCalls calls, string method) : IThreadPoolWorkItem, IPostCompletion
{
    // How often a caller that blocks looks whether its time is over, and whether something waits for a thread: none of the
    // pool may be left.
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(100);

    private CancellationTokenRegistration _cancellation;
    private ITimer? _timer;
    private TimeSpan _timeout;
    private int _isSettled;
    private volatile bool _isPastReports;

    public long Id { get; set; }

    public string Method { get; } = method;

    /// <summary>Where the outbox has got to with the request, which may be taken back as long as it waits to be written.</summary>
    PostState IPostCompletion.State { get; set; }

    /// <summary>The streams and callbacks in its arguments; null where there are none.</summary>
    public CallLifetime? Lifetime { get; set; }

    /// <summary>
    /// What must be handed on before the answer, such as progress; null where there is nothing of the kind, and nobody blocks.
    /// </summary>
    public BackgroundWork? Order { get; set; }

    public Action<JsonElement>? OnProgress { get; init; }

    /// <summary>What is handed on in order, made by the first that needs it.</summary>
    public BackgroundWork UseOrder() => Order ??= new BackgroundWork();

    /// <summary>Watches for cancelling and for the time-out. The call may be answered already.</summary>
    public void Watch(TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(
                static (call, token) => ((PendingCall)call!).Abandon(null, token), this);
        }

        if (timeout != Timeout.InfiniteTimeSpan)
        {
            _timeout = timeout;
            _timer = clock.CreateTimer(static call => ((PendingCall)call!).TimeOut(), this, timeout, Timeout.InfiniteTimeSpan);
        }

        if (Volatile.Read(ref _isSettled) != 0)
        {
            StopWatching();
        }
    }

    /// <summary>
    /// Blocks until the call has ended, and runs on this thread what comes before that. All threads of the pool may be doing the
    /// same, so nothing here depends on one of them being free.
    /// </summary>
    protected void Wait(Task ended)
    {
        CallerQueue order = (CallerQueue)Order!;
        TimeProvider clock = calls.Clock;
        long start = clock.GetTimestamp();
        while (!ended.IsCompleted)
        {
            bool hasTimeout = _timeout > TimeSpan.Zero;
            TimeSpan left = hasTimeout ? _timeout - clock.GetElapsedTime(start) : LongestLook;
            if (hasTimeout && left <= TimeSpan.Zero)
            {
                TimeOut();
            }
            else if (calls.Ending.Overdue() is Exception reason)
            {
                Fail(reason, isAfterReports: false);
            }

            if (!order.RunOrWait(left <= TimeSpan.Zero || left > LongestLook ? LongestLook : left) && !ended.IsCompleted)
            {
                calls.TryBeginIncoming();
            }
        }

        order.Leave();
    }

    /// <summary>Hands progress on, in order.</summary>
    /// <exception cref="NodeProtocolException">Too much waits for listeners.</exception>
    public void ReportProgress(JsonElement value)
    {
        if (OnProgress is not null && Order is not null && Volatile.Read(ref _isSettled) == 0)
        {
            // An element keeps a table beside its text that may take as much again.
            long held = ByteBudget.Each + (2 * JsonMarshal.GetRawUtf8Value(value).Length);
            calls.Budget.Add(HeldKind.Progress, held);
            Order.Enqueue(() =>
            {
                calls.Budget.Release(HeldKind.Progress, held);
                Report(value);
            });
        }
    }

    /// <summary>The answer with a result came. The bytes are valid during the call only, and so is the scope of markers.</summary>
    /// <param name="result">What should be one JSON value.</param>
    /// <param name="isChecked">Whether it is known to be. If not, and it is none, the result is false and the call goes on waiting.</param>
    public bool TrySucceed(ReadOnlySpan<byte> result, bool isChecked)
    {
        if (Volatile.Read(ref _isSettled) != 0)
        {
            return true;
        }

        Exception? failure = Read(result, isChecked);
        if (failure is not null && !isChecked)
        {
            return false;
        }

        if (failure is not null)
        {
            DecodingScope.Current?.CancelTaken();
            Fail(new NodePipeException(UnreadableResult.Describe(Method, ResultType, result, failure), failure));
        }
        else if (TrySettle())
        {
            Lifetime?.Release();
            calls.Completed.Add(this);
        }
        else
        {
            DecodingScope.Current?.CancelTaken();
        }

        return true;
    }

    /// <param name="error">Why.</param>
    /// <param name="isAfterReports">
    /// Whether the caller is to hear of all progress before: not where it no longer waits or nobody is there any more, for a
    /// listener may take for ever.
    /// </param>
    public void Fail(Exception error, bool isAfterReports = true)
    {
        if (TrySettle())
        {
            Lifetime?.ReleaseAll();
            SetException(error);
            GoOn(mayRunHere: false, isAfterReports);
        }
    }

    /// <summary>Lets the caller go on: on this thread, where that may be and nothing comes before it.</summary>
    public void GoOn(bool mayRunHere, bool isAfterReports = true)
    {
        _isPastReports = !isAfterReports;
        if (Order is CallerQueue && !isAfterReports)
        {
            Complete();

            // Wakes the caller, who waits for work.
            Order.Enqueue(() => { });
        }
        else if (Order is not null && isAfterReports)
        {
            Order.Enqueue(Complete);
        }
        else if (mayRunHere)
        {
            Complete();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute() => Complete();

    /// <summary>Written, it waits for its answer.</summary>
    void IPostCompletion.OnWritten()
    {
    }

    /// <summary>The connection is told as well: it fails all its calls, once it knows why.</summary>
    void IPostCompletion.OnFailed(Exception error)
    {
    }

    protected abstract void Complete();

    protected abstract Type ResultType { get; }

    /// <summary>Reads the result and keeps it; what went wrong comes back.</summary>
    protected abstract Exception? Read(ReadOnlySpan<byte> result, bool isChecked);

    protected abstract void SetException(Exception error);

    protected abstract void SetCanceled(CancellationToken cancellationToken);

    /// <summary>Ends the call here; the other side is told, and what it may still answer is dropped.</summary>
    private void Abandon(Exception? error, CancellationToken cancellationToken)
    {
        if (!TrySettle())
        {
            return;
        }

        calls.Abandon(this);
        Lifetime?.ReleaseAll();
        if (error is null)
        {
            SetCanceled(cancellationToken);
        }
        else
        {
            SetException(error);
        }

        GoOn(mayRunHere: false, isAfterReports: false);
    }

    private void TimeOut() => Abandon(
        new TimeoutException($"The call '{Method}' took longer than {_timeout}; it was cancelled. Raise Timeout or CallTimeout if it needs longer."), CancellationToken.None);

    private bool TrySettle()
    {
        if (Interlocked.Exchange(ref _isSettled, 1) != 0)
        {
            return false;
        }

        StopWatching();
        return true;
    }

    private void StopWatching()
    {
        _cancellation.Unregister();
        _timer?.Dispose();
    }

    private void Report(JsonElement value)
    {
        if (_isPastReports)
        {
            return;
        }

        try
        {
            OnProgress!(value);
        }
#pragma warning disable CA1031 // A listener that throws must not keep back the answer.
        catch (Exception error)
#pragma warning restore CA1031
        {
            CallLog.ListenerThrew(calls.Logger, error, Method);
        }
    }
}
