using System.Buffers.Binary;
using System.Diagnostics;

namespace NodePipe.Bench;

/// <summary>Bytes there and back by one of the ways to write and to read pipes, in either language: <c>p50</c> in microseconds.</summary>
internal static class PipeVariants
{
    /// <param name="writer">As <see cref="EchoPipes"/> knows it.</param>
    /// <param name="reader">As <see cref="EchoPipes"/> knows it.</param>
    /// <param name="length">In bytes.</param>
    /// <param name="milliseconds">How long the exchanges go on, after as long a warm-up.</param>
    /// <param name="command">What echoes: a program and its arguments.</param>
    public static async Task MeasureAsync(
        string writer, string reader, int length, int milliseconds, IReadOnlyList<string> command)
    {
        await using EchoPipes echo = new(writer, reader, command);
        await RunAsync(echo, length, milliseconds);
        List<double> samples = await RunAsync(echo, length, milliseconds);
        samples.Sort();
        await Results.WriteAsync(("p50", samples[samples.Count / 2]));
    }

    private static async Task<List<double>> RunAsync(EchoPipes echo, int length, int milliseconds)
    {
        List<double> samples = [];
        (byte[] bytes, byte[] reply) = (new byte[length], new byte[length]);
        for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin).TotalMilliseconds < milliseconds;)
        {
            // A number in each, so that an answer to another one is noticed.
            BinaryPrimitives.WriteInt32LittleEndian(bytes, samples.Count);
            long sent = Stopwatch.GetTimestamp();
            await echo.ExchangeAsync(bytes, reply);
            samples.Add(Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
            if (!bytes.AsSpan().SequenceEqual(reply))
            {
                throw new BenchException("The echo was another one.");
            }
        }

        return samples;
    }
}
