using System.Diagnostics;

namespace NodePipe.Bench;

/// <summary>One line of 100 bytes there and back, again and again: <c>p50</c> and <c>p99</c> in microseconds.</summary>
internal static class RoundTrip
{
    private const int LineLength = 100;

    /// <param name="variant">The way: <c>fs</c>, <c>socket</c> or <c>stdio</c>.</param>
    /// <param name="rounds">How many are timed.</param>
    /// <param name="warmUpRounds">How many go before them, at least.</param>
    /// <param name="warmUpMilliseconds">How long these go on, at least: both compilers optimise after a while, not after a count.</param>
    public static async Task MeasureAsync(string variant, int rounds, int warmUpRounds, int warmUpMilliseconds)
    {
        await using ILineEcho echo = Open(variant);
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < warmUpRounds || Stopwatch.GetElapsedTime(begin).TotalMilliseconds < warmUpMilliseconds; i++)
        {
            await TimeAsync(echo, i);
        }

        double[] samples = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            samples[i] = await TimeAsync(echo, i);
        }

        Array.Sort(samples);
        await Results.WriteAsync(("p50", samples[rounds / 2]), ("p99", samples[(int)(rounds * 0.99)]));
    }

    private static ILineEcho Open(string variant) => variant switch
    {
        "fs" => new ChannelEcho(ChildTransport.Fs),
        "socket" => new ChannelEcho(ChildTransport.Socket),
        "stdio" => new StandardStreamsEcho(),
        _ => throw new BenchException($"'{variant}' is no way for a round trip; there are fs, socket and stdio."),
    };

    private static async ValueTask<double> TimeAsync(ILineEcho echo, int round)
    {
        // A number in each line, so that an answer to another one is noticed.
        string line = round.ToString("D10", System.Globalization.CultureInfo.InvariantCulture).PadRight(LineLength, 'x');
        long begin = Stopwatch.GetTimestamp();
        string? reply = await echo.EchoAsync(line);
        double microseconds = Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
        return reply == $"echo: {line}"
            ? microseconds
            : throw new BenchException($"The answer to '{line}' was '{reply}'.");
    }
}
