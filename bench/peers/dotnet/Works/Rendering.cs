using System.Diagnostics;
using NodePipe.Peers.Peers;

namespace NodePipe.Peers.Works;

/// <summary>A list rendered by React on the Node side from products of the host: <c>p50</c> and <c>p99</c> in microseconds.</summary>
internal static class Rendering
{
    public static async Task MeasureAsync(PeerFactory factory, string names, int rows, int repetitions, int rounds)
    {
        Product[] products = [.. Enumerable.Range(1, rows).Select(number => new Product($"Product {number}", number * 3))];
        string expected = $"<ul>{string.Concat(products.Select(product => $"<li class=\"product\">{product.Name} for {product.Price}</li>"))}</ul>";
        await using PeerSet peers = await PeerSet.StartAsync(factory, names);
        await peers.MeasureAsync(repetitions, peer => TimeAsync(peer, products, expected), async peer =>
        {
            Samples samples = new(rounds);
            for (int round = 0; round < rounds; round++)
            {
                samples.Add(await TimeAsync(peer, products, expected));
            }

            return samples.Summarize();
        });
    }

    private static async Task<double> TimeAsync(IPeer peer, Product[] products, string expected)
    {
        long begin = Stopwatch.GetTimestamp();
        string html = await peer.RenderAsync(products);
        double microseconds = Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
        return html == expected ? microseconds : throw new BenchException($"The page was another one: {html}");
    }
}
