using System.Diagnostics;

namespace NodePipe.Bench;

/// <summary>A string as the argument and as the result of a call: <c>p50</c> in microseconds.</summary>
internal static class TextEcho
{
    private const int FewestRounds = 5;
    private const int MostRounds = 1_000;

    /// <param name="module">Has the functions <c>add</c> and <c>echo</c>.</param>
    /// <param name="length">In characters, all of them ASCII.</param>
    /// <param name="milliseconds">How long the calls go on, after as long a warm-up.</param>
    public static async Task MeasureAsync(string module, int length, int milliseconds)
    {
        await using NodeProcess node = await NodeProcess.StartAsync(module);
        // Two that differ take turns, so that a late answer is noticed.
        string[] texts = [SampleText.Create(length, 'a'), SampleText.Create(length, 'b')];
        await RunAsync(node, texts, milliseconds);
        List<double> samples = await RunAsync(node, texts, milliseconds);
        samples.Sort();
        await Results.WriteAsync(("p50", samples[samples.Count / 2]));
    }

    private static async Task<List<double>> RunAsync(NodeProcess node, string[] texts, int milliseconds)
    {
        List<double> samples = [];
        long begin = Stopwatch.GetTimestamp();
        while (samples.Count < FewestRounds
            || (samples.Count < MostRounds && Stopwatch.GetElapsedTime(begin).TotalMilliseconds < milliseconds))
        {
            samples.Add(await TimeAsync(node, texts[samples.Count % texts.Length]));
        }

        return samples;
    }

    private static async Task<double> TimeAsync(NodeProcess node, string text)
    {
        long begin = Stopwatch.GetTimestamp();
        string answer = await node.InvokeAsync<string>("echo", [text]);
        double microseconds = Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
        return answer == text
            ? microseconds
            : throw new BenchException($"The answer to a string of {text.Length} characters was another one, of {answer.Length}.");
    }
}
