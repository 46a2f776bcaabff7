namespace NodePipe;

/// <summary>What a <see cref="LineChannel"/> starts, and how.</summary>
public sealed class LineChannelOptions : NodeChildOptions
{
    /// <summary>
    /// The program to run: <c>node Program readFd writeFd</c>. A relative path starts at
    /// <see cref="NodeChildOptions.WorkingDirectory"/>. Default: the echo program that this library carries.
    /// </summary>
    public string? Program { get; init; }
}
