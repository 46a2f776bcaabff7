using System.Text;

namespace NodePipe.Tests.Channels;

/// <summary>Two channels in this process, each at the other's end.</summary>
internal sealed class ChannelPair : IAsyncDisposable
{
    public ChannelPair(MessageFraming? framing = null, TimeProvider? clock = null)
    {
        (Endpoint first, Endpoint second) = Endpoint.CreatePair();
        MessageChannelOptions options = new()
        {
            Framing = framing ?? MessageFraming.LengthPrefixed,
            TimeProvider = clock ?? TimeProvider.System,
        };
        First = new MessageChannel(first, options);
        Second = new MessageChannel(second, options);
    }

    public MessageChannel First { get; }

    public MessageChannel Second { get; }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The text of the next frame; null at the end.</summary>
    public static async Task<string?> ReadAsync(MessageChannel channel)
    {
        MessageRead read = await channel.ReadAsync(Rpc.Limits.Wait);
        return read.Frame is ReadOnlyMemory<byte> frame ? Encoding.UTF8.GetString(frame.Span)
            : read.IsEnd ? null
            : throw new TimeoutException("No frame came.");
    }

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
