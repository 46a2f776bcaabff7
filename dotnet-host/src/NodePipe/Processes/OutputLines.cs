using System.Text;

namespace NodePipe.Processes;

/// <summary>Hands on a child's standard output or error a line at a time, and remembers the last ones.</summary>
internal sealed class OutputLines
{
    private readonly Queue<string> _tail = new();
    private readonly int _tailLength;
    private readonly Action<string> _onLine;

    private OutputLines(Action<string> onLine, int tailLength)
    {
        _onLine = onLine;
        _tailLength = tailLength;
        Completed = Task.CompletedTask;
    }

    /// <summary>Completes when the last line has been handed on.</summary>
    public Task Completed { get; private set; }

    public static OutputLines Start(Stream stream, Action<string> onLine, int tailLength = 0)
    {
        OutputLines lines = new(onLine, tailLength);
        lines.Completed = lines.PumpAsync(stream);
        return lines;
    }

    /// <summary>The last lines, oldest first. Only to be read after <see cref="Completed"/>.</summary>
    public IReadOnlyList<string> Tail() => [.. _tail];

    private async Task PumpAsync(Stream stream)
    {
        // Off the caller's stack: the first lines may be there already, and the callback is the user's.
        await Task.Yield();
        using StreamReader reader = new(stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
        try
        {
            while (await reader.ReadLineAsync().ConfigureAwait(false) is string line)
            {
                Remember(line);
                HandOn(line);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The pipe was torn down with the process: what had come has been handed on.
        }
    }

    private void Remember(string line)
    {
        _tail.Enqueue(line);
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
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
