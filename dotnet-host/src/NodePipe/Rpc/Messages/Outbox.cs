namespace NodePipe.Rpc.Messages;

/// <summary>
/// Writes messages whole and in order, by whichever caller comes first: one write a message when it is alone, one
/// write for many when they queue up behind a write that waits for the pipe.
/// </summary>
/// <param name="stream">Where they go.</param>
/// <param name="framing">How they are told apart there.</param>
/// <param name="peer">Who reads them, and how much of what is not complete it can hold.</param>
/// <param name="onFailed">
/// Told once, by the write that failed, that nothing goes out any more. It must not wait and must not run users' code.
/// </param>
/// <param name="close">Closes the stream, where the other side is to see the end instead of half a message.</param>
internal sealed class Outbox(
    Stream stream, MessageFraming framing, Peer peer, Action<Exception> onFailed, Func<ValueTask> close)
{
    private const int GatherSize = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<Posted> _queue = new();
    private readonly LongMessageQueue _longMessages = new(peer);
    private readonly byte[] _gathered = GC.AllocateUninitializedArray<byte>(GatherSize);
    private readonly List<Posted> _taken = [];
    private Exception? _failure;
    private bool _isWriting;

    /// <summary>Queues the message and, unless somebody is at it, writes it. The message is the outbox's from now on.</summary>
    /// <param name="message">The message.</param>
    /// <param name="completion">Who is told when it is written or cannot be; null for nobody.</param>
    public void Post(OutgoingMessage message, IPostCompletion? completion = null)
    {
        message.Seal(framing);
        Posted posted = new(message, completion);
        lock (_lock)
        {
            if (_isWriting)
            {
                posted.SetState(PostState.Queued);
                EnqueueLocked(posted);
                return;
            }

            // Nothing is under way, so a long message may begin whatever its length.
            _longMessages.TryBeginLocked(message.Continuation);
            _isWriting = true;
            posted.SetState(PostState.Taken);
            _taken.Add(posted);
        }

        ValueTask write = StartWriting(message.Frame.Length);
        if (!write.IsCompletedSuccessfully)
        {
            _ = WriteOnAsync(write);
            return;
        }

        Finish();
        if (!IsDone())
        {
            _ = WriteQueuedAsync();
        }
    }

    /// <summary>Queues the message; the task completes when it is written, with the long values that follow it.</summary>
    /// <param name="message">The message, which is the outbox's from now on.</param>
    /// <param name="cancellationToken">Withdraws it, as long as none of it is written.</param>
    /// <exception cref="IOException">The pipe is broken.</exception>
    public Task PostAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        WrittenTask written = new();
        Post(message, written);
        return written.Task.IsCompleted || !cancellationToken.CanBeCanceled ? written.Task : WaitAsync(written, cancellationToken);
    }

    /// <summary>
    /// Takes a message back, if none of it is written; after that all of it goes, for half a message would tear the next one.
    /// </summary>
    /// <param name="completion">With which it was posted. It is told nothing more, if the message could be taken back.</param>
    public bool TryWithdraw(IPostCompletion completion)
    {
        lock (_lock)
        {
            if (completion.State != PostState.Queued)
            {
                return false;
            }

            completion.State = PostState.Withdrawn;
            return true;
        }
    }

    private async Task WaitAsync(WrittenTask written, CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister(_ => Withdraw(written, cancellationToken), null))
        {
            await written.Task.ConfigureAwait(false);
        }
    }

    private void Withdraw(WrittenTask written, CancellationToken cancellationToken)
    {
        if (TryWithdraw(written))
        {
            written.TrySetCanceled(cancellationToken);
        }
    }

    private void EnqueueLocked(Posted posted)
    {
        if (_longMessages.TryBeginLocked(posted.Message.Continuation))
        {
            _queue.Enqueue(posted);
        }
        else
        {
            _longMessages.EnqueueLocked(posted);
        }
    }

    private bool IsDone()
    {
        lock (_lock)
        {
            _isWriting = _queue.Count > 0;
            return !_isWriting;
        }
    }

    private async Task WriteOnAsync(ValueTask write)
    {
        await FinishAsync(write).ConfigureAwait(false);
        await WriteQueuedAsync().ConfigureAwait(false);
    }

    private async Task WriteQueuedAsync()
    {
        while (TakeNext() is int length)
        {
            await FinishAsync(StartWriting(length)).ConfigureAwait(false);
        }
    }

    private async ValueTask FinishAsync(ValueTask write)
    {
        try
        {
            await write.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is: the message may be torn, so nothing can follow it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail(error);
        }

        Finish();
    }

    private void Fail(Exception error)
    {
        if (_failure is not null)
        {
            return;
        }

        _failure = error;
        onFailed(error);
        if (error is not IOException)
        {
            // The pipe is whole, but the message may be half: the other side is to see the end instead.
            _ = Task.Run(() => close().AsTask());
        }
    }

    /// <summary>Takes what goes out next: as many small messages as fit, or one large one. Null when there is nothing.</summary>
    private int? TakeNext()
    {
        lock (_lock)
        {
            int length = 0;
            while (_queue.TryPeek(out Posted posted))
            {
                if (posted.IsWithdrawn)
                {
                    _queue.Dequeue();
                    _longMessages.EndLocked(posted.Message.Continuation, _queue);
                    MessagePool.Return(posted.Message);
                    continue;
                }

                OutgoingMessage message = posted.Message;
                bool isSmall = message.Attachments.Count == 0 && length + message.Frame.Length <= GatherSize;
                if (!isSmall && _taken.Count > 0)
                {
                    break;
                }

                posted.SetState(PostState.Taken);
                _taken.Add(_queue.Dequeue());
                length += message.Frame.Length;
                if (!isSmall)
                {
                    break;
                }
            }

            _isWriting = _taken.Count > 0;
            return _isWriting ? length : null;
        }
    }

    private ValueTask StartWriting(int length)
    {
        try
        {
            return _failure is null ? WriteTakenAsync(length) : ValueTask.CompletedTask;
        }
#pragma warning disable CA1031 // FinishAsync says what follows from it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return ValueTask.FromException(error);
        }
    }

    /// <summary>Writes what was taken. No token goes with it: a cancelled WriteAsync leaves a torn message in the pipe.</summary>
    private ValueTask WriteTakenAsync(int length)
    {
        if (_taken is [Posted only])
        {
            return only.Message.Attachments.Count == 0
                ? stream.WriteAsync(only.Message.Frame, CancellationToken.None)
                : only.Message.WriteToAsync(stream, _gathered);
        }

        int offset = 0;
        foreach (Posted posted in _taken)
        {
            posted.Message.Frame.CopyTo(_gathered.AsMemory(offset));
            offset += posted.Message.Frame.Length;
        }

        return stream.WriteAsync(_gathered.AsMemory(0, length), CancellationToken.None);
    }

    private void Finish()
    {
        foreach (Posted posted in _taken)
        {
            IMessageContinuation? continuation = posted.Message.Continuation;
            OutgoingMessage? next = Continue(continuation);
            MessagePool.Return(posted.Message);
            if (next is not null)
            {
                next.Seal(framing);

                // Half a value would leave the other side waiting: it cannot be withdrawn any more.
                lock (_lock)
                {
                    _queue.Enqueue(posted with { Message = next });
                }

                continue;
            }

            if (continuation is not null)
            {
                lock (_lock)
                {
                    _longMessages.EndLocked(continuation, _queue);
                }
            }

            posted.Complete(_failure);
        }

        _taken.Clear();
    }

    private OutgoingMessage? Continue(IMessageContinuation? continuation)
    {
        try
        {
            return _failure is null ? continuation?.Next() : null;
        }
#pragma warning disable CA1031 // Half a value would leave the other side waiting.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail(error);
            return null;
        }
    }
}
