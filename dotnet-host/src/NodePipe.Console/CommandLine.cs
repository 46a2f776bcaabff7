using System.CommandLine;
using NodePipe.Hosting;
using NodePipe.Processes;

namespace NodePipe.Console;

/// <summary>The options of the interactive host.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        Option<string?> module = new("--module") { Description = "A JavaScript module whose functions .call calls.", HelpName = "path" };
        Option<string> node = new("--node") { Description = "The node executable: a path, or a name on PATH.", DefaultValueFactory = _ => "node", HelpName = "path" };
        Option<LauncherKind> launcher = new("--launcher") { Description = "How the child is started." };
        Option<ChildTransport> transport = new("--transport") { Description = "How the child reads and writes its descriptors." };
        RootCommand root = new("Talks to a Node child over two inherited anonymous pipes. Type a line; .help lists the commands.")
        {
            module,
            node,
            launcher,
            transport,
        };
        root.SetAction((result, cancellationToken) => Session.RunAsync(
            result.GetValue(module), result.GetRequiredValue(node), result.GetValue(launcher), result.GetValue(transport)));
        return root;
    }
}
