using System.Diagnostics;

namespace NodePipe.Peers.Works;

/// <summary>Times of one kind of work, in microseconds.</summary>
internal sealed class Samples(int capacity)
{
    private readonly List<double> _microseconds = new(capacity);

    public void Add(double microseconds) => _microseconds.Add(microseconds);

    public void AddSince(long begin) => _microseconds.Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds);

    /// <summary><c>p50</c> and <c>p99</c>.</summary>
    public (string Name, object Value)[] Summarize()
    {
        _microseconds.Sort();
        return [("p50", _microseconds[_microseconds.Count / 2]), ("p99", _microseconds[(int)(_microseconds.Count * 0.99)])];
    }
}
