using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NodePipe.Console;

/// <summary>What the user can type besides lines for the child.</summary>
/// <param name="node">The child.</param>
/// <param name="screen">Where results go.</param>
/// <param name="roundTrips">The lines so far.</param>
/// <param name="stopping">Cancelled when the child is being stopped: that its open call is lost is then no news.</param>
internal sealed class Commands(NodeProcess node, Screen screen, RoundTrips roundTrips, CancellationToken stopping)
{
    private const string Help = """
        .load path            load a JavaScript module, such as: .load ./hello.mjs
        .call name jsonArgs…  call a function, such as: .call echo "hi"
        .stats                the process, its descriptors, and the round trips so far
        .help                 this text
        exit, Ctrl+D          end the child and the host
        Any other line goes to the child as it is.
        """;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Runs the line if it is a command; a line that only looks like one is the child's.</summary>
    public async Task<bool> TryRunAsync(string line)
    {
        (string command, string rest) = SplitWord(line);
        Func<Task>? run = command switch
        {
            ".help" => () => Show(Help),
            ".stats" => () => Show(Stats()),
            ".load" => () => LoadAsync(rest),
            ".call" => () => CallAsync(rest),
            _ => null,
        };
        if (run is null)
        {
            if (line.StartsWith('.'))
            {
                screen.WriteHint($"'{command}' is no command (.help lists them); the line goes to the child.");
            }

            return false;
        }

        // Replies to earlier lines come first.
        await Task.WhenAny(roundTrips.WhenAnsweredAsync(), node.Connection.Completion);
        try
        {
            await run();
        }
        catch (Exception error) when (stopping.IsCancellationRequested && IsEndOfChild(error))
        {
            // Whoever asked for the end does not wait for the answer.
        }
        catch (NodeExitedException)
        {
            screen.WriteError("The child ended before it answered.");
        }
        catch (NodeCallException error)
        {
            screen.WriteError(Describe(error));
        }
        catch (Exception error) when (error is NodePipeException or ObjectDisposedException)
        {
            screen.WriteError(error.Message);
        }

        return true;
    }

    /// <summary>Lists what the module offers, for people at a terminal.</summary>
    public void ShowExports()
    {
        if (node.Exports.Count > 0)
        {
            screen.WriteHint(Exports());
        }
    }

    private Task Show(string text)
    {
        screen.WriteLine(text);
        return Task.CompletedTask;
    }

    private string Stats() => $"""
        pid          {node.Process.Id}
        descriptors  reads {node.Process.NameInChild(3)}, writes {node.Process.NameInChild(4)}
        launcher     {node.Process.Launcher}
        runtime      {node.Runtime}
        lines        {roundTrips.Sent} sent, {roundTrips.Received} received
        round trip   p50 {roundTrips.Percentile(0.50)}, p99 {roundTrips.Percentile(0.99)}
        """;

    private string Exports() => string.Join(
        Environment.NewLine, node.Exports.Select(export => $"{export.Name} ({export.Arity} {(export.Arity == 1 ? "argument" : "arguments")})"));

    private async Task LoadAsync(string path)
    {
        if (path.Length == 0)
        {
            screen.WriteError("Name the module: .load path, such as .load ./hello.mjs");
            return;
        }

        await node.LoadAsync(path);
        screen.WriteLine(Exports());
    }

    private async Task CallAsync(string text)
    {
        (string name, string rest) = SplitWord(text);
        if (name.Length == 0)
        {
            screen.WriteError("Name the function: .call name jsonArgs…, such as .call ping");
            return;
        }

        List<object?> arguments;
        try
        {
            arguments = ParseValues(rest);
        }
        catch (JsonException error)
        {
            screen.WriteError($"The arguments are JSON values, one after another, such as \"text\" 1 {{\"a\":2}}: {error.Message}");
            return;
        }

        AnyResult result = await node.InvokeAsync<AnyResult>(name, [.. arguments]);
        if (result.Stream is null)
        {
            Print(result.Value);
            return;
        }

        await foreach (JsonElement item in result.Stream)
        {
            Print(item);
        }
    }

    private static bool IsEndOfChild(Exception error) => error is NodeExitedException or NodeProtocolException or ObjectDisposedException;

    /// <summary>The JavaScript stack, which begins with the message; the message alone where nothing was thrown there.</summary>
    private static string Describe(NodeCallException error) => error.RemoteStack switch
    {
        null => error.Message,
        string stack when stack.StartsWith(error.Message, StringComparison.Ordinal) => stack,
        string stack => $"{error.Message}{Environment.NewLine}{stack}",
    };

    private void Print(JsonElement value) =>
        screen.WriteLine(value.ValueKind == JsonValueKind.Undefined ? "null" : JsonSerializer.Serialize(value, Indented));

    private static (string First, string Others) SplitWord(string text)
    {
        string[] words = text.Split(' ', 2, StringSplitOptions.TrimEntries);
        return (words[0], words.Length > 1 ? words[1] : "");
    }

    private static List<object?> ParseValues(string text)
    {
        Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { AllowMultipleValues = true });
        List<object?> values = [];
        while (reader.Read())
        {
            values.Add(JsonElement.ParseValue(ref reader));
        }

        return values;
    }
}
