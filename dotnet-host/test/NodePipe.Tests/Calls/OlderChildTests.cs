using System.IO.Compression;
using NodePipe.Tests.Processes;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

/// <summary>A host of today with the child of an older package, which speaks the same version of the protocol.</summary>
public sealed class OlderChildTests : IDisposable
{
    private static readonly string Fixtures = Path.Combine(Modules.Repository, "test", "fixtures");

    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact(Timeout = Limits.Test)]
    public async Task It_is_called_calls_the_host_and_its_errors_arrive()
    {
        await using NodeProcess node = await StartAsync();
        node.Handle("setting", (string key) => $"the setting {key}");
        node.Handle("callBack", async (Func<int, Task<int>> twice) => await twice(4) + 1);
        Assert.Equal("the setting a", await node.InvokeAsync<string>("ask", ["setting", "a"]));
        Assert.Equal(9, await node.InvokeAsync<int>("lend", ["callBack"]));
        NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync("fail"));
        Assert.Equal("RangeError", error.RemoteName);
        error = await Assert.ThrowsAsync<NodeCallException>(() => node.InvokeAsync("nothing of this name"));
        Assert.Contains("nothing of this name", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task It_streams_and_carries_bytes_and_texts_of_every_length()
    {
        await using NodeProcess node = await StartAsync();
        Assert.Equal(Enumerable.Range(1, 1_000), await node.StreamAsync<int>("count", [1_000]).ToListAsync());
        Assert.Equal(
            Enumerable.Range(0, 300).Select(number => 2 * number),
            await node.StreamAsync<int>("twice", [new Source(300)]).ToListAsync());
        foreach (int length in (int[])[0, 1, 40_000, 1_048_576, 5_000_000])
        {
            byte[] bytes = new byte[length];
            new Random(length).NextBytes(bytes);
            Assert.Equal(bytes, await node.InvokeAsync<byte[]>("echo", [bytes]));
            string text = new('é', length / 2);
            Assert.Equal(text, await node.InvokeAsync<string>("echo", [text]));
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task It_hears_of_a_cancellation_and_its_progress_is_heard()
    {
        await using NodeProcess node = await StartAsync();
        List<int> steps = [];
        CallOptions options = new() { OnProgress = step => steps.Add(step.GetInt32()) };
        Assert.Equal("done", await node.InvokeAsync<string>("steps", [10], options));
        Assert.Equal(Enumerable.Range(1, 10), steps);

        using CancellationTokenSource cancellation = new();
        Task call = node.InvokeAsync("untilAborted", [], cancellation.Token);
        await node.InvokeAsync("echo", [1]);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(1, await node.InvokeAsync<int>("abortedCalls"));
    }

    /// <summary>Starts a program in the place of node that runs the older child in the place of the one that it is given.</summary>
    private Task<NodeProcess> StartAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program in the place of node is a shell script.");
        string child = Path.Combine(_temporary.Path, "child.cjs");
        using (FileStream packed = File.OpenRead(Path.Combine(Fixtures, "skew", "child.cjs.gz")))
        using (GZipStream unpacked = new(packed, CompressionMode.Decompress))
        using (FileStream file = File.Create(child))
        {
            unpacked.CopyTo(file);
        }

        string program = _temporary.AddFile("node", isExecutable: true);
        File.AppendAllText(program, $"shift\nexec node '{child}' \"$@\"\n");
        return NodeProcess.StartAsync(
            Path.Combine(Fixtures, "modules", "features.mjs"), new NodeProcessOptions { NodePath = program, OnErrorLine = _ => { } });
    }
}
