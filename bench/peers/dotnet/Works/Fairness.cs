using System.Diagnostics;
using NodePipe.Peers.Peers;

namespace NodePipe.Peers.Works;

/// <summary>
/// Small calls while a very long value is under way on the same process: <c>p50</c> and <c>p99</c> in microseconds, and how
/// long the value took (<c>transfer</c>).
/// </summary>
internal static class Fairness
{
    /// <summary>A look at every byte would hold back the small calls itself.</summary>
    private const int MarkEvery = 64 * 1024;

    /// <param name="folder">Of the Node side.</param>
    /// <param name="direction"><c>to-child</c> or <c>from-child</c>.</param>
    /// <param name="length">Of the value, in bytes.</param>
    /// <param name="runs">How many values.</param>
    public static async Task MeasureAsync(string folder, string direction, int length, int runs)
    {
        await using NodeProcess node = await NodeProcess.StartAsync(Path.Combine(folder, "work.mjs"));
        await using PipePeer peer = new(node);
        for (int round = 0; round < 5_000; round++)
        {
            await SmallCalls.AddAsync(peer, round);
        }

        byte[] bytes = direction == "to-child" ? Marked(length) : [];
        for (int run = 0; run < runs; run++)
        {
            GC.Collect();
            await MeasureAsync(peer, () => direction switch
            {
                "to-child" => SendAsync(node, bytes),
                "from-child" => ReceiveAsync(node, length),
                _ => throw new BenchException($"'{direction}' is no direction; there are to-child and from-child."),
            });
        }
    }

    private static async Task MeasureAsync(PipePeer peer, Func<Task> transferAsync)
    {
        Samples samples = new(100_000);
        long begin = Stopwatch.GetTimestamp();
        Task transfer = Task.Run(transferAsync);
        for (int round = 0; !transfer.IsCompleted; round++)
        {
            long callBegin = Stopwatch.GetTimestamp();
            await SmallCalls.AddAsync(peer, round);
            samples.AddSince(callBegin);
        }

        await transfer;
        double microseconds = Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
        await Results.WriteAsync([("peer", PeerFactory.NodePipe), .. samples.Summarize(), ("transfer", microseconds)]);
    }

    private static async Task SendAsync(NodeProcess node, byte[] bytes)
    {
        int marks = await node.InvokeAsync<int>("countMarks", [bytes]);
        Check(marks, bytes.Length);
    }

    private static async Task ReceiveAsync(NodeProcess node, int length)
    {
        byte[] bytes = await node.InvokeAsync<byte[]>("marked", [length]);
        int marks = Enumerable.Range(0, bytes.Length / MarkEvery).Count(index => bytes[index * MarkEvery] == (byte)(index + 1));
        Check(marks, length);
    }

    private static void Check(int marks, int length)
    {
        if (marks != length / MarkEvery)
        {
            throw new BenchException($"Of {length / MarkEvery} marks only {marks} arrived.");
        }
    }

    private static byte[] Marked(int length)
    {
        byte[] bytes = new byte[length];
        for (int index = 0; index < length / MarkEvery; index++)
        {
            bytes[index * MarkEvery] = (byte)(index + 1);
        }

        return bytes;
    }
}
