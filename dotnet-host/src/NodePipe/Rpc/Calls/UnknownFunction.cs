using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc.Calls;

/// <summary>What is said of a function that there is not.</summary>
internal static class UnknownFunction
{
    private const int MostNames = 20;
    private const int LongestName = 100;

    /// <summary>The text of the specification, by which every peer can tell.</summary>
    private const string Plain = "Method not found";

    /// <param name="method">What was called.</param>
    /// <param name="handlers">What there is.</param>
    /// <param name="peer">Who called: a plain peer gets the text of the specification.</param>
    public static string Describe(string method, Handlers handlers, Peer peer)
    {
        if (peer.IsPlain || method == RemoteFunction.Method)
        {
            return Plain;
        }

        string[] names = [.. handlers.Names.Order(StringComparer.Ordinal)];
        string there = names.Length == 0
            ? "there is none, so register it with Handle before it is called"
            : $"there are {string.Join(", ", names.Take(MostNames).Select(Shorten))}{(names.Length > MostNames ? $" and {names.Length - MostNames} more" : "")}";
        return $"There is no function '{Shorten(method)}'; {there}.";
    }

    private static string Shorten(string name) => name.Length <= LongestName ? name : $"{name[..LongestName]}…";
}
