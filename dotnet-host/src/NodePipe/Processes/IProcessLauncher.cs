using System.IO.Pipes;
using Microsoft.Extensions.Logging;

namespace NodePipe.Processes;

/// <summary>One way to start a process so that it inherits pipes.</summary>
internal interface IProcessLauncher
{
    LauncherKind Kind { get; }

    /// <summary>How the pipes that this launcher passes on must have been made.</summary>
    HandleInheritability Inheritability { get; }

    /// <summary>Whether the child's whole process group ends when the host does, however it ends.</summary>
    bool EndsGroupWithHost { get; }

    /// <summary>What the child is told about an inherited pipe: the chosen number, or the handle's own.</summary>
    string NameInChild(InheritedPipe pipe, AnonymousPipeServerStream stream);

    LaunchedProcess Launch(LaunchRequest request);
}

/// <summary>A checked start: every argument is text, every path is resolved.</summary>
internal sealed record LaunchRequest(
    string Program,
    IReadOnlyList<string> Arguments,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment,
    bool RedirectStandardInput,
    IReadOnlyList<(int Descriptor, AnonymousPipeServerStream Stream)> Pipes,
    bool HasLifeline,
    TimeProvider TimeProvider,
    ILogger Logger);

/// <summary>A process that runs, as its launcher knows it.</summary>
internal abstract class LaunchedProcess : IDisposable
{
    public abstract int Id { get; }

    /// <summary>The write end of the child's standard input, where it was asked for.</summary>
    public abstract Stream? StandardInput { get; }

    public abstract Stream StandardOutput { get; }

    public abstract Stream StandardError { get; }

    /// <summary>Completes as soon as the process itself is gone, whoever still holds its pipes.</summary>
    public abstract Task<ExitStatus> Exited { get; }

    /// <summary>A stop begins: what only a living process tells of its children is to be asked now.</summary>
    public virtual void NoteFamily()
    {
    }

    /// <summary>Asks the process to end (SIGTERM). Does nothing once it is gone.</summary>
    public abstract void Terminate();

    /// <summary>Ends the process and its children at once. Does nothing once it is gone.</summary>
    public abstract void Kill();

    public abstract void Dispose();
}

/// <summary>
/// An exit as the system tells it; both are set where it does not tell which one it was, and neither where it tells nothing.
/// </summary>
internal readonly record struct ExitStatus(int? Code, string? Signal)
{
    /// <summary>The process has gone, and somebody else was told how.</summary>
    public static ExitStatus Unknown => default;
}
