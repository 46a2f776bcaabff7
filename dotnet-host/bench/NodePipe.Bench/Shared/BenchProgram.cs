using System.Globalization;

namespace NodePipe.Bench.Shared;

/// <summary>What the measuring programs have in common.</summary>
internal static class BenchProgram
{
    /// <summary>Runs a measurement; one that fails is a line on standard error.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Func<Task> measureAsync)
    {
        try
        {
            await measureAsync();
            return 0;
        }
        catch (BenchException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    /// <exception cref="BenchException">The argument is no number.</exception>
    public static int Number(string argument) => int.TryParse(argument, CultureInfo.InvariantCulture, out int number)
        ? number
        : throw new BenchException($"'{argument}' is no number.");
}
