using System.IO.Pipes;

namespace NodePipe.Processes.Windows;

/// <summary>The seam for <c>CreateProcessW</c> with a handle list and the C run-time's descriptor table.</summary>
internal sealed class WindowsLauncher : IProcessLauncher
{
    public LauncherKind Kind => LauncherKind.Windows;

    public HandleInheritability Inheritability => HandleInheritability.None;

    public bool EndsGroupWithHost => false;

    public string NameInChild(InheritedPipe pipe, AnonymousPipeServerStream stream) => throw NotYet();

    public LaunchedProcess Launch(LaunchRequest request) => throw NotYet();

    public static PlatformNotSupportedException NotYet() => new(
        "NodePipe cannot start a Node child on Windows yet: Node cannot open the handles that .NET hands over there. "
        + "Run the host on Linux or macOS, for example in WSL.");
}
