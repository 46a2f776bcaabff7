namespace NodePipe.Console;

/// <summary>Standard output: with a terminal a prompt that replies do not tear, with a pipe the replies and nothing else.</summary>
internal sealed class Screen
{
    private const string Prompt = "> ";
    private const string ClearLine = "\r\e[K";

    private readonly Lock _lock = new();
    private readonly TextWriter _output = StandardStreams.OpenOutput();
    private readonly TextWriter _error = StandardStreams.OpenError();
    private readonly TaskCompletionSource<IOException> _outputFailed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isPrompting;

    /// <summary>Completes when standard output can no longer be written; from then on nothing is.</summary>
    public Task<IOException> OutputFailed => _outputFailed.Task;

    public void ShowPrompt()
    {
        if (StandardStreams.AreTerminal)
        {
            lock (_lock)
            {
                _isPrompting = true;
                WriteOutput(Prompt);
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

    public void WriteLine(string text) => Write(text, WriteOutput);

    public void WriteError(string text) => Write(text, WriteErrorOutput);

    /// <summary>For people at a terminal only.</summary>
    public void WriteHint(string text)
    {
        if (StandardStreams.AreTerminal)
        {
            WriteError(text);
        }
    }

    private void Write(string text, Action<string> write)
    {
        lock (_lock)
        {
            if (!_isPrompting)
            {
                write(text + Environment.NewLine);
                return;
            }

            WriteOutput(ClearLine);
            write(text + Environment.NewLine);
            WriteOutput(Prompt);
        }
    }

    private void WriteOutput(string text)
    {
        if (_outputFailed.Task.IsCompleted)
        {
            return;
        }

        try
        {
            _output.Write(text);
        }
        catch (IOException error)
        {
            _outputFailed.TrySetResult(error);
        }
    }

    private void WriteErrorOutput(string text)
    {
        try
        {
            _error.Write(text);
        }
        catch (IOException)
        {
            // There is nowhere left to tell it.
        }
    }
}
