using System.Text;
using System.Threading.Channels;

namespace NodePipe.Console;

/// <summary>The lines of standard input, read on a thread of their own: a read of a terminal cannot be cancelled.</summary>
internal static class InputLines
{
    public static ChannelReader<string> Start()
    {
        Channel<string> lines = Channel.CreateBounded<string>(1024);
        Thread thread = new(() => Read(lines.Writer)) { IsBackground = true, Name = "reads standard input" };
        thread.Start();
        return lines.Reader;
    }

    private static void Read(ChannelWriter<string> lines)
    {
        // Piped input is UTF-8 whatever the terminal's locale says.
        using TextReader input = System.Console.IsInputRedirected
            ? new StreamReader(System.Console.OpenStandardInput(), new UTF8Encoding(false))
            : System.Console.In;
        try
        {
            while (input.ReadLine() is string line)
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
