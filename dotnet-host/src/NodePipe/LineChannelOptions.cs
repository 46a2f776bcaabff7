using NodePipe.Errors;
using NodePipe.Framing;

namespace NodePipe;

/// <summary>What a <see cref="LineChannel"/> starts, and how.</summary>
public sealed class LineChannelOptions : NodeChildOptions
{
    /// <summary>
    /// The program to run: <c>node Program readFd writeFd</c>. A relative path starts at
    /// <see cref="ProcessOptions.WorkingDirectory"/>. Default: the echo program that this library carries.
    /// </summary>
    public string? Program { get; set; }

    /// <summary>
    /// The longest line in bytes that is read; a longer one ends the channel. The echo program is told to accept the same.
    /// Default: 256 MiB.
    /// </summary>
    public int MaxMessageLength { get; set; } = FrameReader.DefaultMaxFrameLength;

    internal override int MessageLimit => MaxMessageLength;

    private protected override void Check(OptionFaults faults)
    {
        base.Check(faults);
        faults.CheckPath(nameof(Program), Program);
        faults.CheckPositive(nameof(MaxMessageLength), MaxMessageLength);
        if (Program is null)
        {
            faults.CheckMessageLengthOfNode(nameof(MaxMessageLength), MaxMessageLength);
        }
    }
}
