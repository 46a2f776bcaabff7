namespace NodePipe.Processes.Windows;

/// <summary>
/// The place of a launcher that is not there yet: <c>CreateProcessW</c> with a handle list and the C run-time's
/// descriptor table, as an <see cref="IProcessLauncher"/>.
/// </summary>
internal static class WindowsLauncher
{
    public static PlatformNotSupportedException NotYet() => new(
        "NodePipe cannot start a Node child on Windows yet, and there is no LauncherKind.Windows elsewhere: Node cannot open the "
        + "handles that .NET hands over there. Run the host on Linux or macOS, for example in WSL, with LauncherKind.Default.");
}
