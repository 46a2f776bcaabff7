using System.Text.Json;

namespace NodePipe.Bench.Shared;

/// <summary>What is measured goes to standard output as JSON, one object a line.</summary>
internal static class Results
{
    public static Task WriteAsync(params (string Name, object Value)[] values) => Console.Out.WriteLineAsync(
        JsonSerializer.Serialize(values.ToDictionary(pair => pair.Name, pair => pair.Value)));
}
