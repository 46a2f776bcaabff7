namespace NodePipe.Console;

/// <summary>
/// The lines that a person types. .NET reads the terminal key by key, from the first read on; until then the terminal
/// collects whole lines, and what it has collected of a Ctrl+D would reach .NET as a NUL, which it drops.
/// </summary>
internal sealed class TerminalLines
{
    // The longest line that a terminal collects.
    private const int MaxCollectedLength = 4096;

    private readonly Queue<string> _typedAhead = new();
    private readonly bool _hasEnded;

    public TerminalLines(StandardDescriptor terminal)
    {
        // Loads all that the switch needs: it is to follow closely on the last look at what was typed ahead.
        _ = System.Console.In;
        byte[] bytes = new byte[MaxCollectedLength];
        while (!_hasEnded && terminal.HasInput())
        {
            int count = terminal.Read(bytes);
            _hasEnded = count == 0;
            if (!_hasEnded)
            {
                _typedAhead.Enqueue(System.Console.InputEncoding.GetString(bytes, 0, count).TrimEnd('\n'));
            }
        }

        // From here on it is read key by key.
        _ = System.Console.KeyAvailable;
    }

    /// <summary>The next line; null at Ctrl+D.</summary>
    public string? Read() =>
        _typedAhead.TryDequeue(out string? line) ? line : _hasEnded ? null : System.Console.In.ReadLine();
}
