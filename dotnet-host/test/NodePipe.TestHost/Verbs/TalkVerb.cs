namespace NodePipe.TestHost.Verbs;

/// <summary>
/// Starts a channel, reports all that happens to it, and does what it is told on standard input: <c>send text</c>,
/// <c>long bytes</c>, <c>load</c>, <c>complete</c>, <c>kill</c>, <c>stop</c>. The end of the input disposes the channel.
/// </summary>
internal sealed class TalkVerb(LineChannel channel)
{
    private const int LoadLine = 1_000;

    private volatile bool _isQuiet;

    public static async Task<int> RunAsync(ChannelSettings settings)
    {
        LineChannel channel;
        try
        {
            channel = LineChannel.Start(settings.ToOptions());
        }
        catch (Exception error) when (error is NodePipeException or ArgumentException or PlatformNotSupportedException)
        {
            Report.Write(new { failed = Report.Describe(error) });
            return 1;
        }

        Report.Write(new { started = channel.Process.Id });
        await new TalkVerb(channel).TalkAsync();
        return 0;
    }

    private async Task TalkAsync()
    {
        Task read = ReadAsync();
        List<Task> work = [];
        while (await Console.In.ReadLineAsync() is string line)
        {
            string[] words = line.Split(' ', 2);
            work.Add(ObeyAsync(words[0], words.Length > 1 ? words[1] : ""));
        }

        await channel.DisposeAsync();
        await read;
        await Task.WhenAll(work);
        Report.Write(new { disposed = Report.Describe(await channel.Process.Exited) });
    }

    private Task ObeyAsync(string command, string argument) => command switch
    {
        "send" => SendAsync(argument),
        "long" => SendAsync(new string('x', int.Parse(argument, null))),
        "load" => LoadAsync(),
        "complete" => channel.CompleteAsync(),
        "kill" => Task.Run(channel.Process.Kill),
        "stop" => channel.Process.StopAsync(),
        _ => throw new ArgumentException($"'{command}' is no command."),
    };

    private async Task ReadAsync()
    {
        try
        {
            await foreach (string line in channel.ReadLinesAsync())
            {
                if (!_isQuiet)
                {
                    Report.Write(new { line });
                }
            }

            Report.Write(new { ended = (object?)null });
        }
        catch (NodePipeException error)
        {
            Report.Write(new { ended = Report.Describe(error) });
        }
    }

    private async Task SendAsync(string line)
    {
        try
        {
            await channel.SendAsync(line);
            Report.Write(new { sent = line.Length });
        }
        catch (Exception error) when (error is NodePipeException or ObjectDisposedException or ArgumentException)
        {
            Report.Write(new { notSent = Report.Describe(error) });
        }
    }

    /// <summary>Sends until it fails; the replies are read and not reported.</summary>
    private async Task LoadAsync()
    {
        _isQuiet = true;
        string line = new('x', LoadLine);
        int count = 0;
        try
        {
            while (true)
            {
                await channel.SendAsync(line);
                if (++count == LoadLine)
                {
                    Report.Write(new { loaded = count });
                }
            }
        }
        catch (Exception error) when (error is NodePipeException or ObjectDisposedException)
        {
            Report.Write(new { notSent = Report.Describe(error) });
        }
    }
}
