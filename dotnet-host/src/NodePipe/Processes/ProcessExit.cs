using System.Globalization;
using System.Text;

namespace NodePipe;

/// <summary>How a process ended.</summary>
/// <param name="ProcessId">The process's id.</param>
/// <param name="Code">The exit code; null where a signal ended the process, and where nothing is known.</param>
/// <param name="Signal">
/// The signal that ended it, such as <c>SIGKILL</c>; null where it exited. The portable launcher cannot tell exit code
/// 128 + n from signal n: there both are set. Where the host was started with SIGCHLD ignored, or other code in it collects
/// every child, the system tells nothing: there neither is set.
/// </param>
/// <param name="LastErrorLines">The last lines of its standard error, oldest first.</param>
public sealed record ProcessExit(int ProcessId, int? Code, string? Signal, IReadOnlyList<string> LastErrorLines)
{
    /// <summary>Whether it ended by itself with code 0.</summary>
    public bool IsSuccess => Code == 0 && Signal is null;

    /// <summary>One sentence, such as <c>process 4711 was ended by SIGKILL</c>.</summary>
    public string Describe() => (Code, Signal) switch
    {
        (int code, string signal) => $"process {ProcessId} ended with exit code {code} or by {signal} (the portable launcher cannot tell)",
        (null, string signal) => $"process {ProcessId} was ended by {signal}",
        (int code, null) => $"process {ProcessId} ended with exit code {code}",
        _ => $"process {ProcessId} has ended; how is not known, because this program was started with SIGCHLD ignored, "
            + "or waits for every child itself",
    };

    /// <summary>The same as an error, with the last lines of standard error in its message.</summary>
    /// <param name="what">What could not be done because of it, such as <c>The call 'render' was lost</c>.</param>
    public NodeExitedException ToException(string what)
    {
        string said = LastErrorLines.Count == 0
            ? " It said nothing on standard error."
            : $" Its last lines on standard error:{Environment.NewLine}{string.Join(Environment.NewLine, LastErrorLines)}";
        return new NodeExitedException($"{what}: {Describe()}.{said}", ProcessId, Code, Signal, LastErrorLines);
    }

#pragma warning disable IDE0051 // The record's ToString calls it.
    /// <summary>The lines themselves, in the place of the name of their list's type.</summary>
    private bool PrintMembers(StringBuilder text)
#pragma warning restore IDE0051
    {
        text.Append(CultureInfo.InvariantCulture, $"ProcessId = {ProcessId}, Code = {Code}, Signal = {Signal}, ")
            .Append("LastErrorLines = [").AppendJoin(" | ", LastErrorLines).Append(']');
        return true;
    }
}
