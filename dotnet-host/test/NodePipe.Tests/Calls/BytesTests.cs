using System.Text.Json;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class BytesTests
{
    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Every_kind_of_bytes_reaches_JavaScript_as_bytes(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("bytes.mjs", transport);
        byte[] bytes = [1, 2, 3];
        string[] types = await node.InvokeAsync<string[]>("typesOf", [bytes, bytes.AsMemory(1), (ReadOnlyMemory<byte>)bytes]);
        Assert.All(types, type => Assert.Contains(type, (string[])["Uint8Array", "Buffer"]));
        Assert.Equal(6, await node.InvokeAsync<int>("sum", [bytes]));
        Assert.Equal(5, await node.InvokeAsync<int>("sum", [bytes.AsMemory(1)]));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Bytes_of_any_length_come_back_as_they_were(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("bytes.mjs", transport);
        foreach (int length in (int[])[0, 1, 1000, 65_536, 1_048_575, 1_048_576, 1_048_577, 5_000_000])
        {
            byte[] bytes = Pattern(length);
            AssertSame(bytes, await node.InvokeAsync<byte[]>("echo", [bytes]));
            AssertSame(bytes, await node.InvokeAsync<byte[]>("make", [length]));
        }
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Bytes_are_carried_at_any_depth_both_ways(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("bytes.mjs", transport);
        Package made = await node.InvokeAsync<Package>("nested", [300]);
        Assert.Equal(Pattern(300), made.Parts[0].Bytes);
        Assert.Empty(made.Parts[1].Bytes!);

        Package sent = new("b", [new Part(Pattern(10)), new Part(null), new Part(Pattern(2_000_000)), new Part([]), new Part(Pattern(20))]);
        Package back = await node.InvokeAsync<Package>("echo", [sent]);
        Assert.All(sent.Parts.Zip(back.Parts), pair => AssertSame(pair.First.Bytes, pair.Second.Bytes));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Bytes_are_read_as_memory_and_as_a_stream_too(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("bytes.mjs", transport);
        Assert.Equal(Pattern(100), (await node.InvokeAsync<Memory<byte>>("make", [100])).ToArray());
        Assert.Equal(Pattern(100), (await node.InvokeAsync<ReadOnlyMemory<byte>>("make", [100])).ToArray());
        await using Stream stream = await node.InvokeAsync<Stream>("make", [100]);
        Assert.Equal(Pattern(100), await ReadAllAsync(stream));
        JsonElement untyped = await node.InvokeAsync<JsonElement>("make", [100]);
        Assert.Equal(Pattern(100), untyped.GetBytesFromBase64());
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_stream_argument_is_read_by_chunks_and_disposed(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("bytes.mjs", transport);
        MemoryStream source = new(Pattern(3_000_000));
        Assert.Equal(3_000_000, await node.InvokeAsync<int>("total", [source]));
        await Limits.UntilAsync(() => !source.CanRead, "the stream is disposed");
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Chunks_of_JavaScript_are_read_as_a_stream(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("bytes.mjs", transport);
        foreach (string function in (string[])["chunks", "webStream"])
        {
            await using Stream stream = await node.InvokeAsync<Stream>(function, [40, 100_000]);
            byte[] all = await ReadAllAsync(stream);
            Assert.Equal(4_000_000, all.Length);
            Assert.Equal(39, all[^1]);
        }
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task A_stream_that_is_echoed_arrives_whole(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("bytes.mjs", transport);
        await using Stream back = await node.InvokeAsync<Stream>("echo", [new MemoryStream(Pattern(1_000_000))]);
        AssertSame(Pattern(1_000_000), await ReadAllAsync(back));
    }

    [Theory(Timeout = Limits.Test), OverEachTransport]
    public async Task Bytes_over_the_limit_are_an_error_of_that_call_and_the_connection_lives(ChildTransport transport)
    {
        await using NodeProcess node = await Modules.StartAsync("bytes.mjs", Modules.Options(transport, maxMessageLength: 2_000_000));
        NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync<byte[]>("make", [2_000_001]));
        Assert.Contains("2000000", error.Message, StringComparison.Ordinal);
        AssertSame(Pattern(2_000_000), await node.InvokeAsync<byte[]>("make", [2_000_000]));
    }

    // Assert.Equal takes seconds for megabytes.
    private static void AssertSame(byte[]? expected, byte[]? actual) => Assert.True(expected.AsSpan().SequenceEqual(actual));

    private static byte[] Pattern(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i % 251))];

    private static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        MemoryStream all = new();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }

    private sealed record Part(byte[]? Bytes);

    private sealed record Package(string Name, Part[] Parts);
}
