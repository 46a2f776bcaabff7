using System.Text.Json;

namespace NodePipe.Rpc.Values;

/// <summary>What could not be written.</summary>
/// <param name="Error">Why.</param>
/// <param name="Path">Where in the message.</param>
internal sealed record WriteFault(Exception Error, string Path)
{
    /// <summary>Whether it is a fault of the value; others are the caller's to see as they are.</summary>
    public bool IsOfValue => Error is JsonException or NotSupportedException;

    /// <summary>The same as its sender sees it.</summary>
    public UnsendableValueException ToUnsendable(ValuePlace place)
    {
        string path = Path.StartsWith(place.Written, StringComparison.Ordinal) ? place.Known + Path[place.Written.Length..] : place.Known;
        string separator = Error is ValueFaultException ? " " : ": ";
        return new UnsendableValueException(path + separator + Error.Message, Error);
    }
}
