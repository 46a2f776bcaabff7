using System.Collections;
using System.Runtime.CompilerServices;

namespace NodePipe;

/// <summary>
/// The arguments of one call, written as a collection expression: <c>[1, "a", null]</c>, <c>[names]</c> for one list as one
/// argument, <c>[..names]</c> for one argument each.
/// </summary>
/// <remarks>
/// There is no conversion from a list or an array, which would leave open whether it is one argument or all of them. Two that hold
/// equal elements are equal, arrays among them by their elements, so that fakes can compare calls.
/// </remarks>
[CollectionBuilder(typeof(CallArguments), nameof(Create))]
public readonly struct CallArguments : IReadOnlyList<object?>, IEquatable<CallArguments>
{
    // One and two have fields of their own, so that they need no array.
    private readonly object? _first;
    private readonly object? _second;
    private readonly object?[]? _many;

    private CallArguments(IReadOnlyDictionary<string, object?> named) => Named = named;

    private CallArguments(ReadOnlySpan<object?> values)
    {
        Count = values.Length;
        if (values.Length > 2)
        {
            _many = values.ToArray();
            return;
        }

        _first = values.Length > 0 ? values[0] : null;
        _second = values.Length > 1 ? values[1] : null;
    }

    /// <summary>How many there are by position; 0 where they have names.</summary>
    public int Count { get; }

    /// <summary>The arguments by name; null where they go by position.</summary>
    public IReadOnlyDictionary<string, object?>? Named { get; }

    /// <summary>The argument at a position, which begins with 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none at this position.</exception>
    public object? this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return _many is not null ? _many[index] : index == 0 ? _first : _second;
        }
    }

    /// <summary>Whether two calls have equal arguments.</summary>
    public static bool operator ==(CallArguments left, CallArguments right) => left.Equals(right);

    /// <summary>Whether two calls have other arguments.</summary>
    public static bool operator !=(CallArguments left, CallArguments right) => !left.Equals(right);

    /// <summary>What a collection expression becomes.</summary>
    /// <param name="values">The arguments by position; they are copied.</param>
    public static CallArguments Create(ReadOnlySpan<object?> values) => new(values);

    /// <summary>Arguments by name, as plain JSON-RPC peers may want them. A function of a module gets them as one object.</summary>
    /// <param name="values">The arguments; they are read when the call is made.</param>
    public static CallArguments ByName(IReadOnlyDictionary<string, object?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new CallArguments(values);
    }

    /// <inheritdoc/>
    public bool Equals(CallArguments other)
    {
        if (Named is not null || other.Named is not null)
        {
            return Named is not null && other.Named is not null && HaveSameNames(Named, other.Named);
        }

        if (Count != other.Count)
        {
            return false;
        }

        for (int i = 0; i < Count; i++)
        {
            if (!AreEqual(this[i], other[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CallArguments other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Named?.Count ?? Count);
        for (int i = 0; i < Count; i++)
        {
            hash.Add(this[i] is object value ? Structure.Instance.GetHashCode(value) : 0);
        }

        return hash.ToHashCode();
    }

    /// <summary>The arguments by position.</summary>
    public IEnumerator<object?> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool HaveSameNames(IReadOnlyDictionary<string, object?> one, IReadOnlyDictionary<string, object?> other) =>
        one.Count == other.Count
        && one.All(member => other.TryGetValue(member.Key, out object? value) && AreEqual(member.Value, value));

    private static bool AreEqual(object? one, object? other) => Structure.Instance.Equals(one, other);

    /// <summary>Arrays and tuples by their elements, all else as it sees itself; arrays of several dimensions cannot be compared so.</summary>
    private sealed class Structure : IEqualityComparer
    {
        public static Structure Instance { get; } = new();

        public new bool Equals(object? x, object? y) =>
            x is IStructuralEquatable structure and not Array { Rank: > 1 } ? structure.Equals(y, this) : object.Equals(x, y);

        public int GetHashCode(object obj) =>
            obj is IStructuralEquatable structure and not Array { Rank: > 1 } ? structure.GetHashCode(this) : obj?.GetHashCode() ?? 0;
    }
}
