using System.Threading.Channels;

namespace NodePipe.Console;

/// <summary>The lines of standard input, read on a thread of their own: a read of a terminal cannot be cancelled.</summary>
internal static class InputLines
{
    /// <summary>Begins to read. When this returns the terminal is set up, and the prompt can be shown.</summary>
    public static ChannelReader<string> Start()
    {
        Func<string?> read = StandardStreams.OpenInput();
        Channel<string> lines = Channel.CreateBounded<string>(1024);
        Thread thread = new(() => Read(read, lines.Writer)) { IsBackground = true, Name = "reads standard input" };
        thread.Start();
        return lines.Reader;
    }

    private static void Read(Func<string?> read, ChannelWriter<string> lines)
    {
        try
        {
            while (read() is string line)
            {
                if (!lines.TryWrite(line))
                {
                    lines.WriteAsync(line).AsTask().GetAwaiter().GetResult();
                }
            }
        }
        catch (IOException)
        {
            // A terminal that is gone is the end of input.
        }

        lines.TryComplete();
    }
}
