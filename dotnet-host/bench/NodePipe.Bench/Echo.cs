using System.Diagnostics;

namespace NodePipe.Bench;

/// <summary>A long value as the argument and as the result of a call: <c>p50</c> in microseconds.</summary>
internal static class Echo
{
    private const int FewestRounds = 5;
    private const int MostRounds = 1_000;

    /// <param name="module">Has the function <c>echo</c>.</param>
    /// <param name="kind">A kind of text, or <c>bytes</c>.</param>
    /// <param name="length">In characters, or in bytes.</param>
    /// <param name="milliseconds">How long the calls go on, after as long a warm-up.</param>
    public static async Task MeasureAsync(string module, string kind, int length, int milliseconds)
    {
        await using NodeProcess node = await NodeProcess.StartAsync(module);
        // Two that differ take turns, so that a late answer is noticed.
        await (kind == "bytes"
            ? MeasureAsync(
                node, [SampleBytes.Create(length, 1), SampleBytes.Create(length, 2)], SampleBytes.AreSame, milliseconds)
            : MeasureAsync(
                node, [SampleText.Create(kind, length, 'a'), SampleText.Create(kind, length, 'b')], string.Equals, milliseconds));
    }

    private static async Task MeasureAsync<T>(NodeProcess node, T[] values, Func<T, T, bool> areSame, int milliseconds)
    {
        await RunAsync(node, values, areSame, milliseconds);
        List<double> samples = await RunAsync(node, values, areSame, milliseconds);
        samples.Sort();
        await Results.WriteAsync(("p50", samples[samples.Count / 2]));
    }

    private static async Task<List<double>> RunAsync<T>(
        NodeProcess node, T[] values, Func<T, T, bool> areSame, int milliseconds)
    {
        List<double> samples = [];
        long begin = Stopwatch.GetTimestamp();
        while (samples.Count < FewestRounds
            || (samples.Count < MostRounds && Stopwatch.GetElapsedTime(begin).TotalMilliseconds < milliseconds))
        {
            samples.Add(await TimeAsync(node, values[samples.Count % values.Length], areSame));
        }

        return samples;
    }

    private static async Task<double> TimeAsync<T>(NodeProcess node, T value, Func<T, T, bool> areSame)
    {
        long begin = Stopwatch.GetTimestamp();
        T answer = await node.InvokeAsync<T>("echo", [value]);
        double microseconds = Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
        return areSame(value, answer) ? microseconds : throw new BenchException("The echo was another value.");
    }
}
