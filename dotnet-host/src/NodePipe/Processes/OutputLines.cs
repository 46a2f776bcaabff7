using System.Text;
using NodePipe.Errors;
using NodePipe.Transport;

namespace NodePipe.Processes;

/// <summary>
/// Reads a child's standard output or error, hands it on a line at a time, and remembers the last lines. A very long line
/// comes in pieces, so a child that never ends its line fills nobody's memory.
/// </summary>
internal sealed class OutputLines : IByteReceiver
{
    /// <summary>The longest line that is handed on whole, in characters.</summary>
    public const int LongestPiece = 1024 * 1024;

    /// <summary>The longest line that is remembered whole, in characters.</summary>
    public const int LongestRemembered = 4096;

    private const int BlockLength = 4096;

    private readonly byte[] _block = new byte[BlockLength];
    private readonly char[] _characters = new char[BlockLength + 1];
    private readonly Decoder _decoder = new UTF8Encoding(false).GetDecoder();
    private readonly Queue<string> _tail = new();
    private readonly int _tailLength;
    private readonly ByteSource _source;
    private readonly LineHandover _handover;
    private readonly CancellationToken _writerGone;
    private readonly StringBuilder _piece = new();
    private readonly TaskCompletionSource _readToEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _registration;
    private bool _afterCarriageReturn;

    /// <param name="source">What the child writes; disposed at its end.</param>
    /// <param name="onLine">Gets each line. It is the user's: it may throw, block, or never come to an end.</param>
    /// <param name="onListenerFailed">Hears what it threw.</param>
    /// <param name="tailLength">How many last lines are remembered.</param>
    /// <param name="writerGone">
    /// Cancelled when the child has ended: from then on the reading does not wait for the listener. Before, a child that
    /// writes faster than its lines are taken waits with its pipe full.
    /// </param>
    public OutputLines(
        ByteSource source, Action<string> onLine, Action<Exception> onListenerFailed, int tailLength, CancellationToken writerGone)
    {
        _source = source;
        _handover = new LineHandover(onLine, onListenerFailed, source.Resume);
        _tailLength = tailLength;
        _writerGone = writerGone;
    }

    /// <summary>Completes when the last line has been read, whatever the listener does.</summary>
    public Task ReadToEnd => _readToEnd.Task;

    /// <summary>Completes when the last line has been handed on: often at once with <see cref="ReadToEnd"/>, without a turn of the pool.</summary>
    public Task Completed => ReadToEnd.IsCompleted && _handover.IsIdle ? Task.CompletedTask : _handover.Completed;

    /// <summary>Begins to read. Once.</summary>
    public void Start()
    {
        _source.Start(this);

        // What is left of the output of a child that has ended is bounded by what a pipe holds.
        _registration = _writerGone.UnsafeRegister(static source => ((ByteSource)source!).Resume(), _source);
    }

    /// <summary>The last lines, oldest first. Only to be read after <see cref="ReadToEnd"/>.</summary>
    public IReadOnlyList<string> Tail() => [.. _tail];

    public Memory<byte> GetMemory() => _block;

    public bool Advance(int count)
    {
        Take(_block.AsSpan(0, count), isEnd: false);
        return _handover.HasRoom() || _writerGone.IsCancellationRequested;
    }

    /// <summary>The lines are handed on by the handover, on the pool.</summary>
    public bool Release(bool isThreadSpare) => false;

    public void End(Exception? error)
    {
        Take([], isEnd: true);
        if (_piece.Length > 0)
        {
            End(0);
        }

        _handover.Complete();
        _registration.Unregister();
        Quietly.Observe(_source.DisposeAsync().AsTask());
        _readToEnd.SetResult();
    }

    private void Take(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        int count = _decoder.GetChars(bytes, _characters, flush: isEnd);
        Take(_characters.AsSpan(0, count));
    }

    /// <summary>Cuts at LF, CR LF and CR, as the lines of a <see cref="TextReader"/> are cut.</summary>
    private void Take(ReadOnlySpan<char> rest)
    {
        while (rest.Length > 0)
        {
            if (_afterCarriageReturn && rest[0] == '\n')
            {
                rest = rest[1..];
            }

            _afterCarriageReturn = false;
            int end = rest.IndexOfAny('\n', '\r');
            int room = LongestPiece - _piece.Length;
            if ((end < 0 ? rest.Length : end) > room)
            {
                _piece.Append(rest[..room]);
                rest = rest[room..];

                // The halves of a character stay together.
                End(char.IsHighSurrogate(_piece[^1]) ? 1 : 0);
                continue;
            }

            _piece.Append(end < 0 ? rest : rest[..end]);
            if (end >= 0)
            {
                _afterCarriageReturn = rest[end] == '\r';
                End(0);
            }

            rest = end < 0 ? [] : rest[(end + 1)..];
        }
    }

    /// <summary>Hands on what has come of the line, but for its last characters.</summary>
    private void End(int kept)
    {
        string line = _piece.ToString(0, _piece.Length - kept);
        _piece.Remove(0, line.Length);
        Remember(line);
        _handover.Add(line);
    }

    private void Remember(string line)
    {
        if (_tailLength == 0)
        {
            return;
        }

        _tail.Enqueue(line.Length <= LongestRemembered ? line : line[..LongestRemembered] + "…");
        if (_tail.Count > _tailLength)
        {
            _tail.Dequeue();
        }
    }
}
