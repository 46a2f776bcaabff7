using System.Text;

namespace NodePipe.TestHost.Verbs;

/// <summary>How many lines <see cref="EchoVerb"/> sends.</summary>
internal sealed class EchoSettings : ChannelSettings
{
    public int Count { get; init; }

    /// <summary>Every so many lines one has a mebibyte; 0: none has.</summary>
    public int LongEvery { get; init; }
}

/// <summary>Sends lines of mixed lengths and scripts, reads all the replies, and compares each with what was sent.</summary>
internal static class EchoVerb
{
    private const int LongLine = 1024 * 1024;
    private const int UsualLength = 600;

    private static readonly string[] Scripts =
        ["plain ASCII ", "Grüße, ", "Ελληνικά ", "Кириллица ", "العربية ", "हिन्दी ", "日本語 ", "👩‍👩‍👧🇩🇪 ", "\t\u2028\u0001\ufeff"];

    public static async Task<int> RunAsync(EchoSettings settings)
    {
        await using LineChannel channel = LineChannel.Start(settings.ToOptions());
        Task send = SendAsync(channel, settings);
        int received = 0;
        long characters = 0;
        int? firstWrong = null;
        await foreach (string reply in channel.ReadLinesAsync())
        {
            if (firstWrong is null && reply != $"echo: {Line(settings, received)}")
            {
                firstWrong = received;
            }

            received++;
            characters += reply.Length;
        }

        await send;
        Report.Write(new { received, characters, firstWrong, exit = Report.Describe(await channel.Process.Exited) });
        return 0;
    }

    private static async Task SendAsync(LineChannel channel, EchoSettings settings)
    {
        for (int i = 0; i < settings.Count; i++)
        {
            await channel.SendAsync(Line(settings, i));
        }

        await channel.CompleteAsync();
    }

    /// <summary>The same line for the same index; every seventeenth is blank.</summary>
    private static string Line(EchoSettings settings, int index)
    {
        if (index % 17 == 16)
        {
            return "";
        }

        bool isLong = settings.LongEvery > 0 && index % settings.LongEvery == settings.LongEvery - 1;
        int length = isLong ? LongLine : index * 7919 % UsualLength;
        string script = Scripts[index % Scripts.Length];
        StringBuilder line = new StringBuilder("#").Append(index).Append(' ');
        int size = line.Length;
        while (size < length)
        {
            line.Append(script);
            size += Encoding.UTF8.GetByteCount(script);
        }

        return line.ToString();
    }
}
