using System.Text.Json;

namespace NodePipe.TestHost.Verbs;

/// <summary>By whom <see cref="EndureVerb"/> is attacked, and what is set for the connection.</summary>
internal sealed class EndureSettings
{
    public required string Node { get; init; }

    public required string Attacker { get; init; }

    /// <summary>What the attacker is told behind its descriptors.</summary>
    public IReadOnlyList<string> Orders { get; init; } = [];

    public int MaxMessageLength { get; init; }

    public int MaxOpenCalls { get; init; }

    public long MaxBufferedBytes { get; init; }
}

/// <summary>
/// Is attacked by its child, with calls of its own open at it, until the child or the connection has ended. It reports its
/// resident memory, and what became of the calls.
/// </summary>
internal sealed class EndureVerb(RpcConnection connection)
{
    private const int HangingCalls = 10;

    private static readonly string Kilobyte = new('x', 1_000);

    private readonly List<Task> _open = [];
    private readonly HashSet<string> _failures = [];
    private long _baseline;

    public static async Task<int> RunAsync(EndureSettings settings)
    {
        await using PipedProcess process = PipedProcess.Start(new PipedProcessOptions
        {
            FileName = settings.Node,
            Arguments = [settings.Attacker, "3", "4", .. settings.Orders.Select(ProcessArgument.FromString)],
            Pipes = [InheritedPipe.ReadByChild(3), InheritedPipe.WrittenByChild(4)],
            OnErrorLine = Console.Error.WriteLine,
        });
        RpcConnection connection = new(process.GetPipe(4), process.GetPipe(3), new RpcOptions
        {
            MaxMessageLength = settings.MaxMessageLength,
            MaxOpenCalls = settings.MaxOpenCalls,
            MaxBufferedBytes = settings.MaxBufferedBytes,
            OnText = _ => Thread.Sleep(1),
        });
        EndureVerb verb = new(connection);
        verb.Serve();
        connection.Start();
        await connection.HelloAsync();
        await connection.Wiring.End.Closed;
        Report.Write(await verb.DescribeAsync());
        await connection.DisposeAsync();
        await process.Exited;
        return 0;
    }

    private void Serve()
    {
        connection.Handle("echo", (object? value) => value);
        connection.Handle("count", (JsonElement list) => list.GetArrayLength());
        connection.Handle("take", () => { });
        connection.Handle("hold", (CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        connection.Handle("endless", EndlessAsync);
        connection.Handle("begin", Begin);
    }

    private void Begin()
    {
        for (int i = 0; i < HangingCalls; i++)
        {
            Follow(connection.InvokeAsync<object>("hang"));
        }

        Follow(connection.InvokeAsync<object>("progress", [], new CallOptions { OnProgress = _ => Thread.Sleep(1) }));
        Follow(ReadSlowlyAsync());
        _baseline = Memory("VmRSS");
    }

    private async void Follow(Task work)
    {
        _open.Add(work);
        try
        {
            await work;
        }
        catch (Exception error)
        {
            lock (_failures)
            {
                _failures.Add(error.Message);
            }
        }
    }

    private async Task ReadSlowlyAsync()
    {
        await foreach (string _ in connection.StreamAsync<string>("stream"))
        {
            await Task.Delay(20);
        }
    }

    private static async IAsyncEnumerable<string> EndlessAsync()
    {
        while (true)
        {
            await Task.Yield();
            yield return Kilobyte;
        }
    }

    private async Task<object> DescribeAsync()
    {
        Task all = Task.WhenAll(_open);
        await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(10)));
        lock (_failures)
        {
            return new
            {
                baseline = _baseline,
                peak = Memory("VmHWM"),
                opened = _open.Count,
                settled = _open.Count(work => work.IsCompleted),
                failures = _failures,
            };
        }
    }

    /// <summary>A line of this process's status, in bytes.</summary>
    private static long Memory(string name)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], null) * 1024;
    }
}
