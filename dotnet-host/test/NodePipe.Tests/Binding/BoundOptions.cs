using Microsoft.Extensions.Configuration;
using NodePipe.Bound;
using NodePipe.Tests.Calls;

namespace NodePipe.Tests.Binding;

/// <summary>The file that holds every option that a file can hold, bound by reflection.</summary>
internal static class BoundOptions
{
    private static readonly string Folder = Path.Combine(Modules.Repository, "dotnet-host", "test", "NodePipe.Bound");

    public static string File { get; } = Path.Combine(Folder, "options.json");

    /// <summary>What the options hold then, a line an option.</summary>
    public static string Expected { get; } = System.IO.File.ReadAllText(Path.Combine(Folder, "expected.txt"));

    public static NodeProcessOptions NodeProcess => Bind(new NodeProcessOptions(), "NodeProcess");

    public static LineChannelOptions LineChannel => Bind(new LineChannelOptions(), "LineChannel");

    public static PipedProcessOptions PipedProcess => Bind(new PipedProcessOptions(), "PipedProcess");

    public static RpcOptions Rpc => Bind(new RpcOptions(), "Rpc");

    public static MessageChannelOptions MessageChannel => Bind(new MessageChannelOptions(), "MessageChannel");

    public static string Describe(Action<Described> describe)
    {
        using StringWriter text = new() { NewLine = "\n" };
        describe(new Described(text));
        return text.ToString();
    }

    private static T Bind<T>(T options, string section)
        where T : class
    {
        new ConfigurationBuilder().AddJsonFile(File).Build().GetSection(section).Bind(options);
        return options;
    }
}
