using System.Text;
using System.Text.Json;

namespace NodePipe.TestHost.Verbs;

/// <summary>A pipe that <see cref="RunVerb"/> asks for.</summary>
internal sealed class PipeSettings
{
    public required int Descriptor { get; init; }

    /// <summary>What the host writes into it; null where the child writes.</summary>
    public string? Text { get; init; }
}

/// <summary>What <see cref="RunVerb"/> starts.</summary>
internal sealed class ProcessSettings
{
    public required string FileName { get; init; }

    /// <summary>A string, or the number of a descriptor.</summary>
    public IReadOnlyList<JsonElement> Arguments { get; init; } = [];

    public IReadOnlyList<PipeSettings> Pipes { get; init; } = [];

    /// <summary>Takes the numbers that the host's own ends of the child's pipes will have, in reverse, as the targets.</summary>
    public bool CollidingTargets { get; init; }

    public string? WorkingDirectory { get; init; }

    public Dictionary<string, string?> Environment { get; init; } = [];

    /// <summary>Set in the host itself before the start.</summary>
    public Dictionary<string, string?> HostEnvironment { get; init; } = [];

    public string? Input { get; init; }

    public LauncherKind Launcher { get; init; }

    public int ExitTimeout { get; init; } = 5_000;

    public int ErrorTailLines { get; init; } = 20;
}

/// <summary>Starts any program with any pipes, lets it end, and reports all that came from it.</summary>
internal static class RunVerb
{
    public static async Task<int> RunAsync(ProcessSettings settings)
    {
        foreach ((string name, string? value) in settings.HostEnvironment)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        try
        {
            await RunToEndAsync(settings);
            return 0;
        }
        catch (Exception error) when (error is NodePipeException or ArgumentException or PlatformNotSupportedException)
        {
            Report.Write(new { failed = Report.Describe(error) });
            return 1;
        }
    }

    private static async Task RunToEndAsync(ProcessSettings settings)
    {
        int[] targets = settings.CollidingTargets
            ? CollidingTargets.Find(settings.Pipes.Count)
            : [.. settings.Pipes.Select(pipe => pipe.Descriptor)];
        List<string> output = [];
        List<string> error = [];
        await using PipedProcess process = PipedProcess.Start(new PipedProcessOptions
        {
            FileName = settings.FileName,
            Arguments = [.. settings.Arguments.Select(Argument)],
            Pipes = [.. settings.Pipes.Zip(targets, (pipe, target) =>
                pipe.Text is null ? InheritedPipe.WrittenByChild(target) : InheritedPipe.ReadByChild(target))],
            WorkingDirectory = settings.WorkingDirectory,
            Environment = settings.Environment,
            RedirectStandardInput = settings.Input is not null,
            OnOutputLine = output.Add,
            OnErrorLine = error.Add,
            ErrorTailLines = settings.ErrorTailLines,
            Launcher = settings.Launcher,
            ExitTimeout = TimeSpan.FromMilliseconds(settings.ExitTimeout),
            LoggerFactory = new OneLogger(new ReportLogger()),
        });
        Report.Write(new { started = process.Id });
        if (process.StandardInput is Stream input)
        {
            await WriteAsync(input, settings.Input!);
        }

        string?[] pipes = await Task.WhenAll(settings.Pipes.Zip(targets, (pipe, target) => UseAsync(process, pipe, target)));
        ProcessExit exit = await process.Exited;
        Report.Write(new { targets, pipes, output, error, exit = Report.Describe(exit), children = OwnChildren.Count() });
    }

    private static ProcessArgument Argument(JsonElement argument) => argument.ValueKind == JsonValueKind.Number
        ? ProcessArgument.Descriptor(argument.GetInt32())
        : ProcessArgument.FromString(argument.GetString()!);

    private static async Task<string?> UseAsync(PipedProcess process, PipeSettings pipe, int target)
    {
        Stream stream = process.GetPipe(target);
        if (pipe.Text is string text)
        {
            await WriteAsync(stream, text);
            return null;
        }

        using StreamReader reader = new(stream, new UTF8Encoding(false));
        return await reader.ReadToEndAsync();
    }

    private static async Task WriteAsync(Stream stream, string text)
    {
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException)
        {
            // A child may end before it has read all, or anything.
        }

        await stream.DisposeAsync();
    }
}
