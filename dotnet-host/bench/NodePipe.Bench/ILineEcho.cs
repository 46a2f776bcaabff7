namespace NodePipe.Bench;

/// <summary>A process that answers every line with <c>echo: line</c>, however it is reached.</summary>
internal interface ILineEcho : IAsyncDisposable
{
    /// <summary>Sends a line and waits for the next one that comes back; null at end of file.</summary>
    ValueTask<string?> EchoAsync(string line);
}
