using System.Text.Encodings.Web;
using System.Text.Json;

namespace NodePipe.TestHost;

/// <summary>What the tests read: one JSON object a line on standard output.</summary>
internal static class Report
{
    private static readonly Lock Turn = new();

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(object value)
    {
        string line = JsonSerializer.Serialize(value, Options);
        lock (Turn)
        {
            Console.Out.WriteLine(line);
        }
    }

    public static object Describe(Exception error) => error is NodeExitedException exited
        ? new
        {
            Type = exited.GetType().Name,
            exited.Message,
            exited.ProcessId,
            exited.ExitCode,
            exited.Signal,
            exited.LastErrorLines,
        }
        : new { Type = error.GetType().Name, error.Message };

    public static object Describe(ProcessExit exit) =>
        new { exit.ProcessId, exit.Code, exit.Signal, exit.LastErrorLines, Text = exit.Describe() };
}
