using System.Text.Json;

namespace NodePipe.Tests.Calls;

/// <summary>The fixture modules, and node children that run them.</summary>
internal static class Modules
{
    public static string Repository { get; } = FindRepository();

    public static string Folder { get; } = Path.Combine(Repository, "test", "fixtures", "calls");

    public static Task<NodeProcess> StartAsync(string module, ChildTransport transport, Action<NodeProcess>? configure = null) =>
        StartAsync(module, Options(transport), configure);

    public static Task<NodeProcess> StartAsync(string module, NodeProcessOptions options, Action<NodeProcess>? configure = null) =>
        NodeProcess.StartAsync(module, configure ?? (_ => { }), options);

    public static NodeProcessOptions Options(
        ChildTransport transport = ChildTransport.Default,
        LauncherKind launcher = LauncherKind.Default,
        TimeSpan? callTimeout = null,
        TimeProvider? clock = null,
        int maxOpenCalls = 65_536,
        int maxMessageLength = 268_435_456,
        bool sendStackTraces = true,
        string[]? nodeArguments = null,
        JsonSerializerOptions? serializer = null,
        Action<string>? onErrorLine = null,
        string? folder = null) => new()
        {
            WorkingDirectory = folder ?? Folder,
            Transport = transport,
            Launcher = launcher,
            CallTimeout = callTimeout ?? Timeout.InfiniteTimeSpan,
            TimeProvider = clock ?? TimeProvider.System,
            NodeArguments = nodeArguments ?? [],
            Rpc =
            {
                MaxOpenCalls = maxOpenCalls,
                MaxMessageLength = maxMessageLength,
                SendStackTraces = sendStackTraces,
                SerializerOptions = serializer,
            },
            OnErrorLine = onErrorLine ?? (_ => { }),
        };

    private static string FindRepository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "global.json")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests must run from a folder inside the repository.");
    }
}
