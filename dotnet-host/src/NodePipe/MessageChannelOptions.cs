using NodePipe.Errors;
using NodePipe.Framing;
using NodePipe.Hosting;

namespace NodePipe;

/// <summary>How a <see cref="MessageChannel"/> tells frames apart, and how much of them it keeps.</summary>
public sealed class MessageChannelOptions
{
    /// <summary>How frames are told apart; the other side must use the same. Default: <see cref="MessageFraming.Lines"/>.</summary>
    public MessageFraming Framing { get; set; } = MessageFraming.Lines;

    /// <summary>The longest frame in bytes that is read; a longer one ends the channel. Default: 256 MiB.</summary>
    public int MaxFrameLength { get; set; } = FrameReader.DefaultMaxFrameLength;

    /// <summary>
    /// How many bytes may wait for their reader before no more is read; each frame counts 64 bytes more than it has. One frame
    /// and what is read at once may come beyond. Default: 1 MiB.
    /// </summary>
    public int MaxWaitingBytes { get; set; } = FrameInbox<byte[]>.DefaultMaxWaitingBytes;

    /// <summary>The clock of time-outs. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <exception cref="ArgumentException">An option is wrong; the message names every fault.</exception>
    internal void Validate()
    {
        OptionFaults faults = new();
        if (Framing is null)
        {
            faults.Add("Framing is null");
        }

        if (TimeProvider is null)
        {
            faults.Add("TimeProvider is null");
        }

        faults.CheckPositive(nameof(MaxFrameLength), MaxFrameLength);
        faults.CheckPositive(nameof(MaxWaitingBytes), MaxWaitingBytes);
        faults.ThrowIfAny("The options of the channel");
    }
}
