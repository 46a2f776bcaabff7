using System.Globalization;

namespace NodePipe.Console;

/// <summary>Counts lines, and times each reply against the oldest line that has none yet.</summary>
internal sealed class RoundTrips(TimeProvider clock)
{
    private const int KeptSamples = 10_000;

    private readonly Lock _lock = new();
    private readonly LinkedList<long> _waiting = new();
    private readonly Queue<double> _microseconds = new();
    private TaskCompletionSource? _answered;

    public int Sent { get; private set; }

    public int Received { get; private set; }

    /// <summary>Completes when no reply is missing.</summary>
    public Task WhenAnsweredAsync()
    {
        lock (_lock)
        {
            return _waiting.Count == 0 ? Task.CompletedTask : (_answered ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    public void Send(bool expectsReply)
    {
        lock (_lock)
        {
            Sent++;
            if (expectsReply)
            {
                _waiting.AddLast(clock.GetTimestamp());
            }
        }
    }

    /// <summary>The line that was counted last did not go out.</summary>
    public void TakeBack(bool expectsReply)
    {
        lock (_lock)
        {
            Sent--;
            if (expectsReply && _waiting.Count > 0)
            {
                _waiting.RemoveLast();
                AnswerIfNoneIsMissing();
            }
        }
    }

    public void Receive()
    {
        lock (_lock)
        {
            Received++;
            if (_waiting.First is not { Value: long sent })
            {
                return;
            }

            _waiting.RemoveFirst();
            _microseconds.Enqueue(clock.GetElapsedTime(sent).TotalMicroseconds);
            if (_microseconds.Count > KeptSamples)
            {
                _microseconds.Dequeue();
            }

            AnswerIfNoneIsMissing();
        }
    }

    /// <summary>The time that this share of the last 10,000 round trips stayed below, such as <c>81 µs</c>.</summary>
    public string Percentile(double share)
    {
        lock (_lock)
        {
            if (_microseconds.Count == 0)
            {
                return "-";
            }

            double[] sorted = [.. _microseconds.Order()];
            double value = sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];
            return string.Create(CultureInfo.InvariantCulture, $"{value:0} µs");
        }
    }

    private void AnswerIfNoneIsMissing()
    {
        if (_waiting.Count == 0)
        {
            _answered?.SetResult();
            _answered = null;
        }
    }
}
