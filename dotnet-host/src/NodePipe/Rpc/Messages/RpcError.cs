namespace NodePipe.Rpc.Messages;

/// <summary>What stands under <c>error</c> in an answer.</summary>
internal sealed record RpcError(int Code, string Message, ErrorData? Data = null)
{
    /// <summary>What stands in the place of <see cref="Data"/>, as JSON; null for that.</summary>
    public byte[]? RawData { get; init; }
}

/// <summary>What an answer tells about an exception.</summary>
internal sealed record ErrorData(
    string? Name, string? Message, string? Stack, string? Code, ErrorData? Cause, string? Type)
{
    /// <summary>All that an <see cref="AggregateException"/> holds; null for others.</summary>
    public IReadOnlyList<ErrorData>? Errors { get; init; }

    /// <summary>What the other side told of its own error, which goes back to it.</summary>
    public IReadOnlyDictionary<string, System.Text.Json.JsonElement>? Properties { get; init; }
}
