using System.Text.Json;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

/// <summary>A call is held open while another one fails in every way that there is, and ends as it should.</summary>
public sealed class NeighbourTests
{
    private const int Limit = 2_000_000;

    private static readonly Dictionary<string, Func<NodeProcess, Task>> Trouble = new()
    {
        ["it throws"] = node => FailsAsync<NodeCallException>(node.InvokeAsync<int>("fail", ["throws"])),
        ["it rejects"] = node => FailsAsync<NodeCallException>(node.InvokeAsync<int>("fail", ["rejects"])),
        ["it throws a text"] = node => FailsAsync<NodeCallException>(node.InvokeAsync<int>("fail", ["throwsText"])),
        ["it throws nothing"] = node => FailsAsync<NodeCallException>(node.InvokeAsync<int>("fail", ["throwsNothing"])),
        ["its result cannot be sent"] = node => FailsAsync<NodeCallException>(node.InvokeAsync<int>("fail", ["unsendable"])),
        ["its result holds itself"] = node => FailsAsync<NodeCallException>(node.InvokeAsync<int>("fail", ["cycle"])),
        ["its result is too long"] = node => FailsAsync<NodeCallException>(node.InvokeAsync<string>("fail", ["tooLarge"])),
        ["its arguments are too long"] = node => FailsAsync<ArgumentException>(() => node.InvokeAsync("echo", [new string('x', 3_000_000)])),
        ["its argument cannot be sent"] = node => FailsAsync<ArgumentException>(() => node.InvokeAsync("echo", [double.NaN])),
        ["its argument is a faulty converter's"] = node => FailsAsync<InvalidDataException>(() => node.InvokeAsync("echo", [new Faulty()])),
        ["its result cannot be read"] = node => FailsAsync<NodePipeException>(node.InvokeAsync<Faulty>("echo", [1])),
        ["there is no such function"] = node => FailsAsync<NodeCallException>(node.InvokeAsync<int>("nothing")),
        ["its options are wrong"] = node => FailsAsync<ArgumentOutOfRangeException>(
            () => node.InvokeAsync("echo", [1], new CallOptions { Timeout = TimeSpan.Zero })),
        ["it is cancelled"] = CancelAsync,
        ["it times out"] = node => FailsAsync<TimeoutException>(
            node.InvokeAsync("wait", [], new CallOptions { Timeout = TimeSpan.FromMilliseconds(20) })),
        ["its stream fails before the first item"] = node => FailsAsync<NodeCallException>(ReadAsync(node.StreamAsync<int>("failingStream", [0]))),
        ["its stream fails after the first item"] = node => FailsAsync<NodeCallException>(ReadAsync(node.StreamAsync<int>("failingStream", [1]))),
        ["its stream has an item that cannot be sent"] = node => FailsAsync<NodeCallException>(ReadAsync(node.StreamAsync<int>("unsendableItem"))),
        ["its stream has an item that cannot be read"] = node => FailsAsync<NodePipeException>(ReadAsync(node.StreamAsync<Faulty>("failingStream", [1]))),
        ["its stream is a file that is not there"] = node => FailsAsync<NodeCallException>(ReadFileAsync(node)),
        ["the stream in its arguments fails"] = node => FailsAsync<NodeCallException>(node.InvokeAsync("sum", [new Source(1, failAtEnd: true)])),
        ["a call within it is cancelled late"] = CancelNestedAsync,
        ["a call within it has wrong options"] = node => FailsAsync<NodeCallException>(node.InvokeAsync("nestedWithBadOptions")),
        ["its listener to progress throws"] = node => node.InvokeAsync<int>("report", [3], new CallOptions { OnProgress = _ => throw new InvalidDataException() }),
        ["its module's listener to progress throws"] = node => node.InvokeAsync<int>("askForProgress", ["reports"]),
        ["its callback throws"] = node => FailsAsync<NodeCallException>(
            node.InvokeAsync("callBack", [new Func<string, int>(_ => throw new InvalidDataException())])),
        ["its handler throws what cannot be told"] = node => FailsAsync<NodeCallException>(node.InvokeAsync("nestedLate", ["unreadable"])),
        ["a listener to texts throws"] = async node => await node.Connection.SendTextAsync("no message"),
        ["a line is broken"] = node => node.Connection.SendTextAsync("{broken"),
    };

    public static TheoryData<string> Ways => [.. Trouble.Keys];

    [Theory(Timeout = Limits.Test), MemberData(nameof(Ways))]
    public async Task A_call_that_is_open_ends_as_it_should_where_of_another_one(string way)
    {
        NodeProcessOptions options = Modules.Options(maxMessageLength: Limit);
        await using NodeProcess node = await Modules.StartAsync("neighbours.mjs", options, Register);
        List<string> steps = [];
        TaskCompletionSource held = new();
        Task<string> call = node.InvokeAsync<string>("hold", [new Func<string, Task<string>>(Step)], new CallOptions
        {
            OnProgress = step =>
            {
                steps.Add(step.GetString()!);
                held.TrySetResult();
            },
        });
        await held.Task.WaitAsync(Limits.Wait);
        for (int i = 0; i < 5; i++)
        {
            await Trouble[way](node).WaitAsync(Limits.Wait);
        }

        Assert.False(call.IsCompleted);
        await node.InvokeAsync("letGo");
        Assert.Equal("step after", await call.WaitAsync(Limits.Wait));
        Assert.Equal(["held", "let go"], steps);
        Assert.Equal(7, await node.InvokeAsync<int>("echo", [7]));

        static async Task<string> Step(string name)
        {
            await Task.Yield();
            return $"step {name}";
        }
    }

    private static void Register(NodeProcess node)
    {
        node.Handle("reports", (HandlerContext context) =>
        {
            context.Progress(1);
            context.Progress(2);
            return 3;
        });
        node.Handle("never", (CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        node.Handle("unreadable", new Func<int>(() => throw new NodeCallException(
            "lost", -32000, new NodeErrorDetails { Properties = new Dictionary<string, JsonElement> { ["nothing"] = default } })));
    }

    private static async Task FailsAsync<T>(Task task)
        where T : Exception => await Assert.ThrowsAnyAsync<T>(() => task);

    private static async Task FailsAsync<T>(Func<Task> start)
        where T : Exception => await Assert.ThrowsAnyAsync<T>(start);

    private static async Task ReadAsync<T>(IAsyncEnumerable<T> items)
    {
        await foreach (T item in items)
        {
        }
    }

    private static async Task ReadFileAsync(NodeProcess node)
    {
        await using Stream file = await node.InvokeAsync<Stream>("missingFile");
        await file.CopyToAsync(Stream.Null);
    }

    private static async Task CancelAsync(NodeProcess node)
    {
        using CancellationTokenSource cancellation = new();
        Task call = node.InvokeAsync("wait", [], cancellation.Token);
        await node.InvokeAsync("echo", [1], CancellationToken.None);
        await cancellation.CancelAsync();
        await FailsAsync<OperationCanceledException>(call);
    }

    private static async Task CancelNestedAsync(NodeProcess node)
    {
        using CancellationTokenSource cancellation = new();
        Task call = node.InvokeAsync("nestedLate", ["never"], cancellation.Token);
        await node.InvokeAsync("echo", [1], CancellationToken.None);
        await cancellation.CancelAsync();
        await FailsAsync<OperationCanceledException>(call);

        // What was made in its course is awaited only now.
        await Task.Delay(250, CancellationToken.None);
    }

    [System.Text.Json.Serialization.JsonConverter(typeof(FaultyConverter))]
    private sealed record Faulty;

    private sealed class FaultyConverter : System.Text.Json.Serialization.JsonConverter<Faulty>
    {
        public override Faulty Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new InvalidDataException("as asked");

        public override void Write(Utf8JsonWriter writer, Faulty value, JsonSerializerOptions options) =>
            throw new InvalidDataException("as asked");
    }
}
