using System.Globalization;

namespace NodePipe;

/// <summary>An argument of a process: a text, or the number at which it finds one of its pipes.</summary>
/// <remarks>A string converts by itself: <c>["child.cjs", ProcessArgument.Descriptor(3)]</c>.</remarks>
public readonly record struct ProcessArgument
{
    private readonly string? _text;
    private readonly int _descriptor;

    private ProcessArgument(string? text, int descriptor)
    {
        _text = text;
        _descriptor = descriptor;
    }

    /// <summary>
    /// The number at which the child finds the pipe that was asked for at <paramref name="descriptor"/>: that number
    /// itself, or the handle's own where the launcher cannot choose.
    /// </summary>
    public static ProcessArgument Descriptor(int descriptor) => new(null, descriptor);

    /// <summary>A text, passed on as it is.</summary>
    public static implicit operator ProcessArgument(string text) => FromString(text);

    /// <summary>A text, passed on as it is.</summary>
    public static ProcessArgument FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text, 0);
    }

    /// <summary>The text; null where this stands for a descriptor.</summary>
    internal string? Text => _text;

    /// <summary>Whether this is the default of the type: no text, and a number at which no pipe can be.</summary>
    internal bool IsNothing => _text is null && _descriptor == 0;

    internal string Resolve(Func<int, string> nameInChild) => _text ?? nameInChild(_descriptor);

    /// <inheritdoc/>
    public override string ToString() => Resolve(number => number.ToString(CultureInfo.InvariantCulture));
}
