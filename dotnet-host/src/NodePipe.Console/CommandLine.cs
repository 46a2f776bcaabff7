using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace NodePipe.Console;

/// <summary>The options of the interactive host.</summary>
internal static class CommandLine
{
    /// <summary>Does what the command line asks for, and returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        Screen screen = new();
        if (!StandardStreams.HasOutput)
        {
            screen.WriteError("There is no standard output to print replies to: it was closed. Redirect it to /dev/null if nobody wants them.");
            return ExitCodes.Failed;
        }

        ParseResult parsed = Create(screen).Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            screen.WriteError($"{string.Join(" ", parsed.Errors.Select(error => error.Message))} (--help lists the options.)");
            return ExitCodes.Failed;
        }

        InvocationConfiguration configuration = new()
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // Interrupts sees to signals.
            Output = StandardStreams.OpenOutput(),
            Error = StandardStreams.OpenError(),
        };
        try
        {
            return await parsed.InvokeAsync(configuration);
        }
        catch (IOException error)
        {
            return ExitCodes.OfOutputFailure(error, screen);
        }
    }

    private static RootCommand Create(Screen screen)
    {
        Option<string?> module = new("--module") { Description = "A JavaScript module whose functions .call calls.", HelpName = "path" };
        Option<string> node = new("--node") { Description = "The node executable: a path, or a name on PATH.", DefaultValueFactory = _ => "node", HelpName = "path" };
        module.Validators.Add(RefuseBlank);
        node.Validators.Add(RefuseBlank);
        Option<LauncherKind> launcher = Choice<LauncherKind>("--launcher", "How the child is started.");
        Option<ChildTransport> transport = Choice<ChildTransport>("--transport", "How the child reads and writes its descriptors.");
        RootCommand root = new("Talks to a Node child over two inherited anonymous pipes. Type a line; .help lists the commands.")
        {
            module,
            node,
            launcher,
            transport,
        };
        root.SetAction((result, cancellationToken) => Session.RunAsync(
            screen, result.GetValue(module), result.GetRequiredValue(node), result.GetValue(launcher), result.GetValue(transport)));
        return root;
    }

    /// <summary>One of the names, in any case. Parsing an enum takes any number too.</summary>
    private static Option<T> Choice<T>(string name, string description)
        where T : struct, Enum
    {
        string[] names = Enum.GetNames<T>();
        return new Option<T>(name)
        {
            Description = description,
            HelpName = string.Join('|', names),
            CustomParser = result =>
            {
                string given = result.Tokens[0].Value;
                if (names.Contains(given, StringComparer.OrdinalIgnoreCase))
                {
                    return Enum.Parse<T>(given, ignoreCase: true);
                }

                result.AddError($"'{given}' is no value of {name}: use one of {string.Join(", ", names)}.");
                return default;
            },
        };
    }

    private static void RefuseBlank(OptionResult result)
    {
        if (result.Tokens is [{ Value: string given }] && string.IsNullOrWhiteSpace(given))
        {
            result.AddError($"{result.Option.Name} is empty: give a path, or leave the option out.");
        }
    }
}
