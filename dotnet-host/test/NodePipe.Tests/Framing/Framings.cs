using System.Text;
using NodePipe.Framing;

namespace NodePipe.Tests.Framing;

/// <summary>Every framing by its name, and frames that are apt to go wrong in it.</summary>
internal static class Framings
{
    public static Xunit.TheoryData<string> Names { get; } =
        [nameof(MessageFraming.Lines), nameof(MessageFraming.NulTerminated), nameof(MessageFraming.LengthPrefixed), nameof(MessageFraming.Headers)];

    public static MessageFraming Named(string name) => name switch
    {
        nameof(MessageFraming.Lines) => MessageFraming.Lines,
        nameof(MessageFraming.NulTerminated) => MessageFraming.NulTerminated,
        nameof(MessageFraming.LengthPrefixed) => MessageFraming.LengthPrefixed,
        _ => MessageFraming.Headers,
    };

    /// <summary>Random bytes, without the one that the framing ends frames with: mostly few, now and then more than fit at once.</summary>
    public static byte[] RandomFrame(Random random, MessageFraming framing)
    {
        int length = random.Next(2000) == 0 ? random.Next(200_000) : random.Next(40) == 0 ? 0 : random.Next(300);
        byte[] frame = new byte[length];
        random.NextBytes(frame);
        byte? forbidden = framing == MessageFraming.Lines ? (byte)'\n' : framing == MessageFraming.NulTerminated ? 0 : null;
        if (forbidden is byte end)
        {
            // Not any other byte: a CR before the end is what goes wrong.
            frame.AsSpan().Replace(end, (byte)'\r');
        }

        return frame;
    }

    /// <summary>Adds a frame to a hash of all of them, its length included (FNV-1a).</summary>
    public static ulong Add(ulong hash, ReadOnlySpan<byte> frame)
    {
        const ulong Prime = 1_099_511_628_211;
        hash = (hash ^ (ulong)frame.Length) * Prime;
        foreach (byte value in frame)
        {
            hash = (hash ^ value) * Prime;
        }

        return hash;
    }

    /// <summary>A frame as its bytes.</summary>
    public static async Task<byte[]> WriteAsync(MessageFraming framing, params string[] frames)
    {
        using MemoryStream stream = new();
        FrameWriter writer = new(stream, framing);
        foreach (string frame in frames)
        {
            await writer.WriteAsync(Encoding.UTF8.GetBytes(frame));
        }

        return stream.ToArray();
    }
}
