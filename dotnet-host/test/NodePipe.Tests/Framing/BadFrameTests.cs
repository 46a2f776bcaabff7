using System.Text;
using NodePipe.Framing;
using NodePipe.Tests.Rpc;
using NodePipe.Transport;
using Xunit;

namespace NodePipe.Tests.Framing;

/// <summary>What a peer may send that is no frame. The strings are bytes, a character each.</summary>
public sealed class BadFrameTests
{
    private const int Limit = 10;
    private const string TooLong = "A frame of {0} bytes is announced, which is over the limit of 10 bytes. Raise MaxMessageLength, or send less in one frame.";

    private static readonly string LongHeader = $"X: {new string('x', HeaderReader.MaxHeadersLength)}";
    private static readonly string ManyHeaders = string.Concat(Enumerable.Repeat("X: y\r\n", HeaderReader.MaxHeadersLength / 6 + 1));

    public static TheoryData<string, string, string> BadInputs => new()
    {
        { nameof(MessageFraming.Lines), "0123456789ab", "A line is longer than the limit of 10 bytes. Raise MaxMessageLength, or send less in one line." },
        { nameof(MessageFraming.NulTerminated), "0123456789a", "A frame is longer than the limit of 10 bytes. Raise MaxMessageLength, or send less in one frame." },
        { nameof(MessageFraming.LengthPrefixed), "\u000b\0\0\0", TooLong.Replace("{0}", "11", StringComparison.Ordinal) },
        { nameof(MessageFraming.LengthPrefixed), "\u00ff\u00ff\u00ff\u00ff", TooLong.Replace("{0}", "4294967295", StringComparison.Ordinal) },
        { nameof(MessageFraming.Headers), "Content-Length: 11\r\n\r\n", TooLong.Replace("{0}", "11", StringComparison.Ordinal) },
        { nameof(MessageFraming.Headers), "Content-Length: many\r\n", "The header 'Content-Length: many' holds no number of bytes." },
        { nameof(MessageFraming.Headers), "Content-Length: -5\r\n", "The header 'Content-Length: -5' holds no number of bytes." },
        { nameof(MessageFraming.Headers), "Content-Length:\r\n", "The header 'Content-Length:' holds no number of bytes." },
        { nameof(MessageFraming.Headers), "Content-Length: 99999999999999999999\r\n", "The header 'Content-Length: 99999999999999999999' holds no number of bytes." },
        { nameof(MessageFraming.Headers), "Content-Length: 5\r\nContent-Length: 6\r\n", "The headers of a frame hold two lengths: 5 and 6." },
        { nameof(MessageFraming.Headers), "Content-Type: text\r\n\r\n", "The headers of a frame hold no Content-Length, so its length is not known. Send one before every frame." },
        { nameof(MessageFraming.Headers), "\r\n", "The headers of a frame hold no Content-Length, so its length is not known. Send one before every frame." },
        { nameof(MessageFraming.Headers), "a\u0001word\n", "'a\ufffdword' stands where the headers of a frame are expected, and is none. Does the other side print something else there?" },
        { nameof(MessageFraming.Headers), "{\"id\":1}\n", "'{\"id\":1}' stands where the headers of a frame are expected, and is none. Does the other side print something else there?" },
        { nameof(MessageFraming.Headers), LongHeader, "The headers of a frame are longer than 8192 bytes." },
        { nameof(MessageFraming.Headers), ManyHeaders, "The headers of a frame are longer than 8192 bytes." },
    };

    public static TheoryData<string, string, string> TornInputs => new()
    {
        { nameof(MessageFraming.NulTerminated), "half", "4 bytes had come, and no NUL that ends it." },
        { nameof(MessageFraming.LengthPrefixed), "\u0005\0", "2 of the 4 bytes of its length had come." },
        { nameof(MessageFraming.LengthPrefixed), "\u0005\0\0\0", "0 of 5 bytes had come." },
        { nameof(MessageFraming.LengthPrefixed), "\u0005\0\0\0ab", "2 of 5 bytes had come." },
        { nameof(MessageFraming.Headers), "Content-Len", "11 bytes of its headers had come." },
        { nameof(MessageFraming.Headers), "Content-Length: 5\r\nX: y\r\n", "25 bytes of its headers had come." },
        { nameof(MessageFraming.Headers), "Content-Length: 5\r\n\r\n", "0 of 5 bytes had come." },
        { nameof(MessageFraming.Headers), "Content-Length: 5\r\n\r\nabcd", "4 of 5 bytes had come." },
    };

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(BadInputs))]
    public async Task Bad_input_is_a_clear_error_and_what_came_before_it_is_not_lost(string framing, string bad, string message)
    {
        (MessageChannel channel, Stream peer, Stream heard) = await OpenAsync(framing, bad);
        await using (channel)
        {
            NodeProtocolException error = await Assert.ThrowsAsync<NodeProtocolException>(() => ReadBadAsync(channel));
            Assert.Equal(message, error.Message);
            Assert.Same(error, await Assert.ThrowsAsync<NodeProtocolException>(() => channel.Completion.WaitAsync(Limits.Wait)));
            Assert.Same(error, await Assert.ThrowsAsync<NodeProtocolException>(() => channel.ReadAsync(Limits.Wait).AsTask()));

            // The other side sees that nobody listens, and that nothing more is said.
            Assert.Equal(0, await heard.ReadAsync(new byte[1]).AsTask().WaitAsync(Limits.Wait));
            await Assert.ThrowsAsync<IOException>(() => peer.WriteAsync(new byte[1]).AsTask().WaitAsync(Limits.Wait));
            NodePipeException unsent = await Assert.ThrowsAsync<NodePipeException>(() => channel.SendAsync("x"u8.ToArray()).WaitAsync(Limits.Wait));
            Assert.Equal($"The frame was not sent: {message}", unsent.Message);
        }
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(TornInputs))]
    public async Task An_end_within_a_frame_is_an_error_that_says_how_much_had_come(string framing, string torn, string message)
    {
        (MessageChannel channel, Stream peer, _) = await OpenAsync(framing, torn);
        await using (channel)
        {
            await peer.DisposeAsync();
            NodeProtocolException error = await Assert.ThrowsAsync<NodeProtocolException>(() => ReadBadAsync(channel));
            Assert.Equal($"The connection ended in the middle of a frame: {message}", error.Message);
        }
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(nameof(MessageFraming.Lines), "last", "last")]
    [InlineData(nameof(MessageFraming.Lines), "", null)]
    [InlineData(nameof(MessageFraming.NulTerminated), "", null)]
    [InlineData(nameof(MessageFraming.LengthPrefixed), "", null)]
    [InlineData(nameof(MessageFraming.Headers), "", null)]
    public async Task An_end_between_frames_is_none(string framing, string rest, string? last)
    {
        (MessageChannel channel, Stream peer, _) = await OpenAsync(framing, rest);
        await using (channel)
        {
            await peer.DisposeAsync();
            List<string> read = [];
            await foreach (ReadOnlyMemory<byte> frame in channel.ReadAllAsync(TestContext.Current.CancellationToken))
            {
                read.Add(Encoding.UTF8.GetString(frame.Span));
            }

            Assert.Equal(last is null ? ["good", ""] : ["good", "", last], read);
            await channel.Completion.WaitAsync(Limits.Wait);
        }
    }

    private static async Task ReadBadAsync(MessageChannel channel)
    {
        foreach (string expected in (string[])["good", ""])
        {
            MessageRead read = await channel.ReadAsync(Limits.Wait);
            Assert.Equal(expected, Encoding.UTF8.GetString(read.Frame!.Value.Span));
        }

        await channel.ReadAsync(Limits.Wait);
    }

    /// <summary>A channel to which two good frames came and then these bytes, what its peer writes, and what it reads.</summary>
    private static async Task<(MessageChannel Channel, Stream Peer, Stream Heard)> OpenAsync(string name, string bytes)
    {
        MessageFraming framing = Framings.Named(name);
        MemoryPipe input = new();
        MemoryPipe output = new();
        await input.Writer.WriteAsync(await Framings.WriteAsync(framing, "good", ""));
        await input.Writer.WriteAsync(Encoding.Latin1.GetBytes(bytes));
        MessageChannel channel = new(
            Endpoint.FromStreams(input.Reader, output.Writer), new MessageChannelOptions { Framing = framing, MaxMessageLength = Limit });
        return (channel, input.Writer, output.Reader);
    }
}
