using System.Diagnostics;
using NodePipe.Peers.Peers;

namespace NodePipe.Peers.Works;

/// <summary>A long value there and back: <c>p50</c> and <c>p99</c> in microseconds.</summary>
internal static class Echoes
{
    /// <param name="factory">Starts the peers.</param>
    /// <param name="names">The peers.</param>
    /// <param name="kind">A kind of text, or <c>bytes</c>.</param>
    /// <param name="length">In characters, or in bytes.</param>
    /// <param name="repetitions">How many turns each peer gets.</param>
    /// <param name="rounds">How many values a turn.</param>
    public static async Task MeasureAsync(
        PeerFactory factory, string names, string kind, int length, int repetitions, int rounds)
    {
        await using PeerSet peers = await PeerSet.StartAsync(factory, names);
        // Two that differ take turns, so that a late answer is noticed.
        Func<IPeer, int, Task<double>> echo = kind == "bytes"
            ? Echo(
                [SampleBytes.Create(length, 1), SampleBytes.Create(length, 2)],
                (peer, bytes) => peer.EchoAsync(bytes),
                SampleBytes.AreSame)
            : Echo(
                [SampleText.Create(kind, length, 'a'), SampleText.Create(kind, length, 'b')],
                (peer, text) => peer.EchoAsync(text),
                string.Equals);
        await peers.MeasureAsync(
            repetitions,
            peer => echo(peer, 0),
            async peer =>
            {
                Samples samples = new(rounds);
                for (int round = 0; round < rounds; round++)
                {
                    samples.Add(await echo(peer, round));
                }

                return samples.Summarize();
            });
    }

    /// <summary>Times the call alone, and checks its answer.</summary>
    private static Func<IPeer, int, Task<double>> Echo<T>(T[] values, Func<IPeer, T, Task<T>> call, Func<T, T, bool> areSame) =>
        async (peer, round) =>
        {
            T value = values[round % values.Length];
            long begin = Stopwatch.GetTimestamp();
            T answer = await call(peer, value);
            double microseconds = Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
            return areSame(value, answer) ? microseconds : throw new BenchException("The echo was another value.");
        };
}
