using System.Text.Json;
using NodePipe.Rpc.Streams;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Calls;

/// <summary>What is said of a result that cannot be read as what its caller wants, and what to do about it.</summary>
internal static class UnreadableResult
{
    /// <param name="method">The function.</param>
    /// <param name="wanted">The type that its caller wants.</param>
    /// <param name="result">What came; the scope of its markers is current.</param>
    /// <param name="failure">What went wrong.</param>
    public static string Describe(string method, Type wanted, ReadOnlySpan<byte> result, Exception failure) =>
        failure is NotAStreamException { IsWhole: true }
            ? $"The result of '{method}' is a value and not a stream. Call it by InvokeAsync, with the type of the value."
        : IsStream(result)
            ? $"The result of '{method}' is a stream and not a value. Read it by StreamAsync, with the type of its items, "
            + "or take it as an IAsyncEnumerable<T> or a Stream."
        : result.SequenceEqual("null"u8) && wanted.IsValueType
            ? $"The function '{method}' returned nothing (undefined or null), which is no {wanted}. Call it by InvokeAsync without a type "
            + "if it has no result, or take a type that may be null, such as int?, if it may have none."
        : $"The result of '{method}' cannot be read as {wanted}: {failure.Message}";

    private static bool IsStream(ReadOnlySpan<byte> result)
    {
        if (DecodingScope.Current is not { HasLive: true } scope)
        {
            return false;
        }

        Utf8JsonReader reader = new(result);
        return reader.Read() && scope.IsStream(reader);
    }
}
