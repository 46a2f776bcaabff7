namespace NodePipe.Console;

/// <summary>Standard output: with a terminal a prompt that replies do not tear, with a pipe the replies and nothing else.</summary>
internal sealed class Screen
{
    private const string Prompt = "> ";
    private const string ClearLine = "\r\e[K";

    private readonly Lock _lock = new();
    private readonly bool _isTerminal = !System.Console.IsInputRedirected && !System.Console.IsOutputRedirected;
    private bool _isPrompting;

    public void ShowPrompt()
    {
        if (_isTerminal)
        {
            lock (_lock)
            {
                _isPrompting = true;
                System.Console.Out.Write(Prompt);
            }
        }
    }

    /// <summary>The user has ended the line at the prompt.</summary>
    public void LeavePrompt()
    {
        lock (_lock)
        {
            _isPrompting = false;
        }
    }

    public void WriteLine(string text) => Write(System.Console.Out, text);

    public void WriteError(string text) => Write(System.Console.Error, text);

    /// <summary>For people at a terminal only.</summary>
    public void WriteHint(string text)
    {
        if (_isTerminal)
        {
            WriteError(text);
        }
    }

    private void Write(TextWriter writer, string text)
    {
        lock (_lock)
        {
            if (!_isPrompting)
            {
                writer.WriteLine(text);
                return;
            }

            System.Console.Out.Write(ClearLine);
            writer.WriteLine(text);
            System.Console.Out.Write(Prompt);
        }
    }
}
