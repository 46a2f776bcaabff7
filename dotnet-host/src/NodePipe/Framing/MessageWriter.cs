namespace NodePipe.Framing;

/// <summary>
/// Writes messages whole and in order, by whichever caller comes first: one write a message when it is alone, one
/// write for many when they queue up behind a write that waits for the pipe.
/// </summary>
/// <param name="stream">Where they go.</param>
/// <param name="onFailed">
/// Told once, by the write that failed, that nothing goes out any more. It must not wait and must not run users' code.
/// </param>
internal sealed class MessageWriter(Stream stream, Action<Exception>? onFailed = null)
{
    private const int GatherSize = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<OutgoingMessage> _queue = new();
    private readonly byte[] _gathered = GC.AllocateUninitializedArray<byte>(GatherSize);
    private readonly List<OutgoingMessage> _taken = [];
    private Exception? _failure;
    private bool _isWriting;

    /// <summary>Queues the message and, unless somebody is at it, writes it. The message is the writer's from now on.</summary>
    public void Write(OutgoingMessage message)
    {
        lock (_lock)
        {
            if (_isWriting)
            {
                _queue.Enqueue(message);
                return;
            }

            _isWriting = true;
            message.State = OutgoingState.Taken;
            _taken.Add(message);
        }

        ValueTask write = StartWriting(message.Line.Length);
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
    /// <exception cref="IOException">The pipe is broken.</exception>
    public async Task WriteAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        message.Owner = written;
        Write(message);
        if (!written.Task.IsCompleted && cancellationToken.CanBeCanceled)
        {
            using (cancellationToken.UnsafeRegister(_ => Withdraw(message, written, cancellationToken), null))
            {
                await written.Task.ConfigureAwait(false);
                return;
            }
        }

        await written.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// Takes a message back, if none of it is written; after that all of it goes, for half a message would tear the next one.
    /// </summary>
    /// <param name="message">The message, as it was queued.</param>
    /// <param name="owner">Its owner then: once it is written, the buffers may be another message's.</param>
    public bool TryWithdraw(OutgoingMessage message, object owner)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(message.Owner, owner) || message.State != OutgoingState.Queued)
            {
                return false;
            }

            message.State = OutgoingState.Withdrawn;
            return true;
        }
    }

    private void Withdraw(OutgoingMessage message, TaskCompletionSource written, CancellationToken cancellationToken)
    {
        if (TryWithdraw(message, written))
        {
            written.TrySetCanceled(cancellationToken);
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
        onFailed?.Invoke(error);
        if (error is not IOException)
        {
            // The pipe is whole, but the message may be half: the other side is to see the end instead.
            _ = Task.Run(() => stream.DisposeAsync().AsTask());
        }
    }

    /// <summary>Takes what goes out next: as many small messages as fit, or one large one. Null when there is nothing.</summary>
    private int? TakeNext()
    {
        lock (_lock)
        {
            int length = 0;
            while (_queue.TryPeek(out OutgoingMessage? message))
            {
                bool isSmall = message.Attachments.Count == 0 && length + message.Line.Length <= GatherSize;
                if (message.State == OutgoingState.Withdrawn)
                {
                    _queue.Dequeue().Return();
                    continue;
                }

                if (!isSmall && _taken.Count > 0)
                {
                    break;
                }

                message.State = OutgoingState.Taken;
                _taken.Add(_queue.Dequeue());
                length += message.Line.Length;
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
        if (_taken is [OutgoingMessage only])
        {
            return only.Attachments.Count == 0 ? stream.WriteAsync(only.Line, CancellationToken.None) : WriteWithAttachmentsAsync(only);
        }

        int offset = 0;
        foreach (OutgoingMessage message in _taken)
        {
            message.Line.CopyTo(_gathered.AsMemory(offset));
            offset += message.Line.Length;
        }

        return stream.WriteAsync(_gathered.AsMemory(0, length), CancellationToken.None);
    }

    private async ValueTask WriteWithAttachmentsAsync(OutgoingMessage message)
    {
        int attached = message.Attachments.Sum(attachment => attachment.Length);
        if (message.Line.Length + attached <= GatherSize)
        {
            int offset = message.Line.Length;
            message.Line.CopyTo(_gathered);
            foreach (ReadOnlyMemory<byte> attachment in message.Attachments)
            {
                attachment.CopyTo(_gathered.AsMemory(offset));
                offset += attachment.Length;
            }

            await stream.WriteAsync(_gathered.AsMemory(0, offset), CancellationToken.None).ConfigureAwait(false);
            return;
        }

        await stream.WriteAsync(message.Line, CancellationToken.None).ConfigureAwait(false);
        foreach (ReadOnlyMemory<byte> attachment in message.Attachments)
        {
            await stream.WriteAsync(attachment, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private void Finish()
    {
        foreach (OutgoingMessage message in _taken)
        {
            TaskCompletionSource? owner = message.Owner as TaskCompletionSource;
            OutgoingMessage? next = Continue(message);
            if (_failure is not null)
            {
                owner?.TrySetException(_failure);
            }
            else if (next is not null)
            {
                // The message is written when its last part is; and half a value would leave the other side waiting.
                next.Owner = owner;
                next.State = OutgoingState.Taken;
                lock (_lock)
                {
                    _queue.Enqueue(next);
                }
            }
            else
            {
                owner?.TrySetResult();
            }

            message.Return();
        }

        _taken.Clear();
    }

    private OutgoingMessage? Continue(OutgoingMessage message)
    {
        try
        {
            return _failure is null ? message.Continuation?.Invoke() : null;
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
