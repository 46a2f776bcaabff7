namespace NodePipe.Errors;

/// <summary>What is wrong with options, gathered so that one exception names all of it.</summary>
internal sealed class OptionFaults
{
    /// <summary>What a timer of the base class library can wait: 49 days and 17 hours.</summary>
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly List<string> _faults = [];

    /// <summary>What is wrong with a time-out, or null. One without end is right.</summary>
    public static string? OfTimeout(string name, TimeSpan timeout, bool allowsZero = false)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            return null;
        }

        return timeout < TimeSpan.Zero || (timeout == TimeSpan.Zero && !allowsZero)
            ? $"{name} is {(allowsZero ? "negative" : "not positive")} ({timeout})"
            : timeout > LongestTimeout
            ? $"{name} is more than a timer can wait ({timeout}): give at most {LongestTimeout}, or Timeout.InfiniteTimeSpan to wait without end"
            : null;
    }

    public void Add(string fault) => _faults.Add(fault);

    public void CheckTimeout(string name, TimeSpan timeout, bool allowsZero = false)
    {
        if (OfTimeout(name, timeout, allowsZero) is string fault)
        {
            Add(fault);
        }
    }

    public void CheckPositive(string name, int value)
    {
        if (value <= 0)
        {
            Add($"{name} is not positive ({value})");
        }
    }

    public void CheckNotNegative(string name, int value)
    {
        if (value < 0)
        {
            Add($"{name} is negative ({value})");
        }
    }

    public void CheckNotBlank(string name, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            Add($"{name} is empty");
        }
    }

    /// <param name="what">The options, as in "The options of the process".</param>
    /// <exception cref="ArgumentException">There is a fault; the message names every one.</exception>
    public void ThrowIfAny(string what)
    {
        if (_faults.Count > 0)
        {
            throw new ArgumentException($"{what} are wrong: {string.Join("; ", _faults)}.");
        }
    }
}
