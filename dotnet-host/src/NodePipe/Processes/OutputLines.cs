using System.Text;

namespace NodePipe.Processes;

/// <summary>
/// Hands on a child's standard output or error a line at a time, and remembers the last ones. A very long line comes in
/// pieces, so a child that never ends its line fills nobody's memory.
/// </summary>
internal sealed class OutputLines
{
    /// <summary>The longest line that is handed on whole, in characters.</summary>
    public const int LongestPiece = 1024 * 1024;

    /// <summary>The longest line that is remembered whole, in characters.</summary>
    public const int LongestRemembered = 4096;

    private const int BlockLength = 4096;

    private readonly Queue<string> _tail = new();
    private readonly int _tailLength;
    private readonly Action<string> _onLine;
    private readonly Action<Exception> _onListenerFailed;
    private readonly StringBuilder _piece = new();
    private bool _afterCarriageReturn;

    private OutputLines(Action<string> onLine, Action<Exception> onListenerFailed, int tailLength)
    {
        _onLine = onLine;
        _onListenerFailed = onListenerFailed;
        _tailLength = tailLength;
        Completed = Task.CompletedTask;
    }

    /// <summary>Completes when the last line has been handed on.</summary>
    public Task Completed { get; private set; }

    /// <param name="stream">What the child writes; disposed at its end.</param>
    /// <param name="onLine">Gets each line. It is the user's, and may throw.</param>
    /// <param name="onListenerFailed">Hears what it threw.</param>
    /// <param name="tailLength">How many last lines are remembered.</param>
    public static OutputLines Start(Stream stream, Action<string> onLine, Action<Exception> onListenerFailed, int tailLength = 0)
    {
        OutputLines lines = new(onLine, onListenerFailed, tailLength);

        // Off the caller's stack: the first lines may be there already, and the callback is the user's.
        lines.Completed = Task.Run(() => lines.PumpAsync(stream));
        return lines;
    }

    /// <summary>The last lines, oldest first. Only to be read after <see cref="Completed"/>.</summary>
    public IReadOnlyList<string> Tail() => [.. _tail];

    private async Task PumpAsync(Stream stream)
    {
        using StreamReader reader = new(stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
        try
        {
            char[] block = new char[BlockLength];
            for (int count; (count = await reader.ReadAsync(block).ConfigureAwait(false)) > 0;)
            {
                Take(block.AsSpan(0, count));
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The pipe was torn down with the process: what had come is handed on.
        }

        if (_piece.Length > 0)
        {
            End(0);
        }
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
        HandOn(line);
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

    private void HandOn(string line)
    {
        try
        {
            _onLine(line);
        }
#pragma warning disable CA1031 // A listener that throws must not stop the pump: a full pipe would stall the child.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _onListenerFailed(error);
        }
    }
}
