using NodePipe.Errors;
using NodePipe.Framing;
using NodePipe.Hosting;

namespace NodePipe;

/// <summary>How a <see cref="MessageChannel"/> tells frames apart, and how much of them it keeps.</summary>
/// <remarks>The options are copied when they are used: what is changed afterwards has no effect.</remarks>
public sealed class MessageChannelOptions : INodePipeOptions
{
    private HostServices _services = new();

    /// <summary>The longest frame in bytes that is read; a longer one ends the channel. Default: 256 MiB.</summary>
    public int MaxMessageLength { get; set; } = FrameReader.DefaultMaxFrameLength;

    /// <summary>
    /// How many bytes may wait for their reader before no more is read; each frame counts 64 bytes more than it has. One frame
    /// and what is read at once may come beyond. Default: 1 MiB.
    /// </summary>
    public int MaxWaitingBytes { get; set; } = FrameInbox<byte[]>.DefaultMaxWaitingBytes;

    /// <summary>A field, for the binder's source generator takes every property for one that a file may hold.</summary>
    internal MessageFraming FrameForm = MessageFraming.Lines;

    HostServices INodePipeOptions.GetServices() => _services;

    /// <summary>A copy that nobody else can change.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message names every fault.</exception>
    internal MessageChannelOptions Take()
    {
        MessageChannelOptions copy = (MessageChannelOptions)MemberwiseClone();
        copy._services = _services.Copy();
        OptionFaults faults = new();
        faults.CheckNotNull("Framing", copy.FrameForm);
        faults.CheckPositive(nameof(MaxMessageLength), copy.MaxMessageLength);
        faults.CheckPositive(nameof(MaxWaitingBytes), copy.MaxWaitingBytes);
        copy._services.Check(faults);
        faults.ThrowIfAny("The options of the channel");
        return copy;
    }
}
