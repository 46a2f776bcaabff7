using System.Text.Json;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>What a connection does is the same over every framing, and over everything that carries it.</summary>
public sealed class FramedCallTests
{
    public static TheoryData<string, string> All => FramedConnections.All;

    [Theory(Timeout = Limits.Test), MemberData(nameof(All))]
    public async Task Calls_errors_notifications_and_texts_go_both_ways(string carrier, string framing)
    {
        TaskCompletionSource<string> notified = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<string> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        (RpcConnection left, RpcConnection right) = await FramedConnections.StartAsync(carrier, new RpcOptions
        {
            Framing = FramedConnections.Options(framing).Framing,
            OnText = told.SetResult,
        });
        await using RpcConnection one = left;
        await using RpcConnection other = right;
        right.Handle("add", (int a, int b) => a + b);
        left.Handle("greet", (string name) => $"hello {name}");
        right.Handle("fail", (Action)(() => throw new InvalidDataException("no luck\0\nat all")));
        right.Handle("note", (string text) => notified.TrySetResult(text));

        Assert.Equal(3, await left.InvokeAsync<int>("add", [1, 2]).WaitAsync(Limits.Wait));
        Assert.Equal(7, await left.InvokeAsync<int>("add", CallArguments.ByName(new Dictionary<string, object?> { ["a"] = 3, ["b"] = 4 })).WaitAsync(Limits.Wait));
        Assert.Equal("hello \0\r\n\u2028é", await right.InvokeAsync<string>("greet", ["\0\r\n\u2028é"]).WaitAsync(Limits.Wait));
        NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(() => left.InvokeAsync("fail").WaitAsync(Limits.Wait));
        Assert.Contains("no luck\0\nat all", error.Message, StringComparison.Ordinal);
        await left.NotifyAsync("note", ["by the way"]).WaitAsync(Limits.Wait);
        Assert.Equal("by the way", await notified.Task.WaitAsync(Limits.Wait));
        await left.SendTextAsync("a line of text").WaitAsync(Limits.Wait);
        Assert.Equal("a line of text", await told.Task.WaitAsync(Limits.Wait));
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(All))]
    public async Task Calls_from_many_callers_each_get_their_own_answer(string carrier, string framing)
    {
        (RpcConnection left, RpcConnection right) = await FramedConnections.StartAsync(carrier, FramedConnections.Options(framing));
        await using RpcConnection one = left;
        await using RpcConnection other = right;
        right.Handle("echo", (JsonElement value) => value);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                string text = new((char)('a' + caller), i * 37);
                Assert.Equal(text, await left.InvokeAsync<string>("echo", [text]));
            }
        }))).WaitAsync(Limits.Wait);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(All))]
    public async Task Bytes_and_long_texts_follow_their_frames(string carrier, string framing)
    {
        (RpcConnection left, RpcConnection right) = await FramedConnections.StartAsync(carrier, FramedConnections.Options(framing));
        await using RpcConnection one = left;
        await using RpcConnection other = right;
        right.Handle("bytes", (byte[] value, string text, byte[] second) => new Dictionary<string, object> { ["value"] = value, ["text"] = text, ["second"] = second });
        Random random = new(1);
        foreach (int length in (int[])[0, 1, 1000, 100_000, 3_000_000])
        {
            byte[] value = new byte[length];
            random.NextBytes(value);
            string text = new('é', length);
            Pair pair = await left.InvokeAsync<Pair>("bytes", [value, text, value]).WaitAsync(Limits.Wait);
            Assert.Equal(value, pair.Value);
            Assert.Equal(text, pair.Text);
            Assert.Equal(value, pair.Second);
        }

        // Many under way at once: their parts go between each other's.
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            byte[] value = new byte[1_500_000 + i];
            Array.Fill(value, (byte)i);
            Assert.Equal(value, (await left.InvokeAsync<Pair>("bytes", [value, "", value])).Value);
        })).WaitAsync(Limits.Wait);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(All))]
    public async Task Streams_go_both_ways(string carrier, string framing)
    {
        (RpcConnection left, RpcConnection right) = await FramedConnections.StartAsync(carrier, FramedConnections.Options(framing));
        await using RpcConnection one = left;
        await using RpcConnection other = right;
        right.Handle("twice", (IAsyncEnumerable<int> numbers) => numbers.Select(number => 2 * number));
        right.Handle("length", async (Stream bytes) =>
        {
            using MemoryStream all = new();
            await bytes.CopyToAsync(all);
            return all.Length;
        });
        IAsyncEnumerable<int> source = AsyncEnumerable.Range(0, 5000);
        List<int> twice = await left.StreamAsync<int>("twice", [source]).ToListAsync().AsTask().WaitAsync(Limits.Wait);
        Assert.Equal(Enumerable.Range(0, 5000).Select(number => 2 * number), twice);
        Assert.Equal(2_000_000, await left.InvokeAsync<long>("length", [new MemoryStream(new byte[2_000_000])]).WaitAsync(Limits.Wait));
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(All))]
    public async Task Cancelling_callbacks_and_progress_reach_the_other_side(string carrier, string framing)
    {
        (RpcConnection left, RpcConnection right) = await FramedConnections.StartAsync(carrier, FramedConnections.Options(framing));
        await using RpcConnection one = left;
        await using RpcConnection other = right;
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        right.Handle("wait", async (CancellationToken token) =>
        {
            begun.SetResult();
            using CancellationTokenRegistration registration = token.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, token);
        });
        right.Handle("each", async (int count, Func<int, Task<int>> function, HandlerContext context) =>
        {
            int sum = 0;
            for (int i = 0; i < count; i++)
            {
                context.Progress(i);
                sum += await function(i);
            }

            return sum;
        });

        using CancellationTokenSource source = new();
        Task call = left.InvokeAsync("wait", [], source.Token);
        await begun.Task.WaitAsync(Limits.Wait);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Limits.Wait));
        await cancelled.Task.WaitAsync(Limits.Wait);

        List<int> reports = [];
        Func<int, int> square = number => number * number;
        CallOptions options = new() { OnProgress = value => reports.Add(value.GetInt32()) };
        Assert.Equal(30, await left.InvokeAsync<int>("each", [5, square], options).WaitAsync(Limits.Wait));
        Assert.Equal([0, 1, 2, 3, 4], reports);
    }

    private sealed record Pair(byte[] Value, string Text, byte[] Second);
}
