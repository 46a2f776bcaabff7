using System.Globalization;

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

    public void CheckAtLeast(string name, long? value, string leastName, long least)
    {
        if (value < least)
        {
            Add($"{name} ({value}) is less than {leastName} ({least})");
        }
    }

    public void CheckAtMost(string name, long? value, long most, string why)
    {
        if (value > most)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"{name} ({value}) is more than {why}: give at most {most:N0}"));
        }
    }

    /// <summary>V8 reads no longer text: 2^29 - 24 characters, one a byte at most.</summary>
    public void CheckMessageLengthOfNode(string name, int value) =>
        CheckAtMost(name, value, 536_870_888, "Node can hold in one text");

    public void CheckNotNull(string name, object? value)
    {
        if (value is null)
        {
            Add($"{name} is null");
        }
    }

    public void CheckDefined<T>(string name, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            Add($"{name} is {value}, which is none of {string.Join(", ", Enum.GetNames<T>())}");
        }
    }

    /// <summary>Checks the path of a file or a folder; null stands for the default.</summary>
    public void CheckPath(string name, string? value)
    {
        if (value is not null)
        {
            CheckNotBlank(name, value);
            CheckText(name, value);
        }
    }

    public void CheckNotBlank(string name, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            Add($"{name} is empty");
        }
    }

    /// <summary>The system ends a text at its first NUL: the child would get another one without anybody noticing.</summary>
    public void CheckText(string name, string? value)
    {
        if (value is not null && value.Contains('\0', StringComparison.Ordinal))
        {
            Add($"{name} holds a NUL character, where the system would cut it off");
        }
    }

    /// <summary>Checks variables of an environment, whose names the system ends at the first <c>=</c>.</summary>
    public void CheckVariables(string name, IDictionary<string, string?>? variables)
    {
        if (variables is null)
        {
            Add($"{name} is null");
            return;
        }

        foreach ((string variable, string? value) in variables)
        {
            if (variable.Length == 0 || variable.AsSpan().ContainsAny('=', '\0'))
            {
                string shown = variable.Replace("\0", "\\0", StringComparison.Ordinal);
                Add($"{name} holds the name '{shown}': a name is not empty, and holds neither = nor NUL");
            }

            CheckText($"{name}['{variable}']", value);
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
