using System.Text;
using NodePipe.Framing;
using NodePipe.Transport;

namespace NodePipe.Hosting;

/// <summary>
/// Lines that came and wait for their reader. When many wait, the source is told to stop, so a slow reader slows the
/// child down instead of filling the memory.
/// </summary>
internal sealed class LineInbox : IByteReceiver
{
    private const int MaxWaitingCharacters = 1024 * 1024;

    private readonly ByteSource _source;
    private readonly LineReader _lineReader;
    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private TaskCompletionSource<string?>? _reader;
    private int _waitingCharacters;
    private bool _isPaused;
    private bool _hasEnded;
    private Exception? _failure;

    public LineInbox(ByteSource source, int maxLineLength)
    {
        _source = source;
        _lineReader = new LineReader(maxLineLength);
        source.Start(this);
    }

    /// <summary>The next line; null at the end. One reader at a time.</summary>
    public ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource<string?>? reader = null;
        bool mayResume;
        string? line;
        lock (_lock)
        {
            if (!TryTake(out line, out mayResume))
            {
                reader = _reader = new TaskCompletionSource<string?>();
            }
        }

        ResumeIf(mayResume);
        return reader is null ? new(line)
            : cancellationToken.CanBeCanceled ? WaitAsync(reader, cancellationToken)
            : new(reader.Task);
    }

    public Memory<byte> GetMemory() => _lineReader.GetMemory();

    public bool Advance(int count)
    {
        _lineReader.Advance(count);
        lock (_lock)
        {
            while (_lineReader.TryTakeLine(out ReadOnlyMemory<byte> line))
            {
                Add(line);
            }

            _isPaused = _waitingCharacters > MaxWaitingCharacters;
            return !_isPaused;
        }
    }

    public bool Release(bool isThreadSpare)
    {
        TaskCompletionSource<string?>? reader;
        string? line = null;
        bool mayResume = false;
        Exception? failure = null;
        lock (_lock)
        {
            reader = _reader;
            if (reader is null || (_lines.Count == 0 && !_hasEnded))
            {
                return false;
            }

            _reader = null;
            try
            {
                TryTake(out line, out mayResume);
            }
            catch (Exception error) when (error == _failure)
            {
                failure = error;
            }
        }

        ResumeIf(mayResume);
        if (isThreadSpare)
        {
            Complete(reader, line, failure);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => Complete(reader, line, failure), null);
        }

        return isThreadSpare;
    }

    public void End(Exception? error)
    {
        lock (_lock)
        {
            _failure = error;
            try
            {
                if (error is null && _lineReader.TryTakeRest(out ReadOnlyMemory<byte> line))
                {
                    Add(line);
                }
            }
            catch (Errors.NodeProtocolException fault)
            {
                _failure = fault;
            }

            _hasEnded = true;
        }

        Release(isThreadSpare: false);
    }

    private async ValueTask<string?> WaitAsync(TaskCompletionSource<string?> reader, CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister(static (inbox, token) => ((LineInbox)inbox!).Withdraw(token), this))
        {
            return await reader.Task.ConfigureAwait(false);
        }
    }

    private void Add(ReadOnlyMemory<byte> line)
    {
        string text = Encoding.UTF8.GetString(line.Span);
        _waitingCharacters += text.Length;
        _lines.Enqueue(text);
    }

    /// <summary>Whether there is a line, or the end, which is null.</summary>
    private bool TryTake(out string? line, out bool mayResume)
    {
        mayResume = false;
        if (!_lines.TryDequeue(out line))
        {
            return !_hasEnded ? false : _failure is null ? true : throw _failure;
        }

        _waitingCharacters -= line.Length;
        if (_isPaused && _waitingCharacters <= MaxWaitingCharacters / 2)
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

    private void Withdraw(CancellationToken cancellationToken)
    {
        TaskCompletionSource<string?>? reader;
        lock (_lock)
        {
            reader = _reader;
            _reader = null;
        }

        if (reader is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => reader.TrySetCanceled(cancellationToken), null);
        }
    }

    private static void Complete(TaskCompletionSource<string?> reader, string? line, Exception? failure)
    {
        if (failure is null)
        {
            reader.TrySetResult(line);
        }
        else
        {
            reader.TrySetException(failure);
        }
    }
}
