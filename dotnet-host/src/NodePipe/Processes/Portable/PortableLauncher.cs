using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;

namespace NodePipe.Processes.Portable;

/// <summary>
/// Starts by <see cref="Process"/> with inheritable handles, the plain .NET way. Whatever else starts in the same
/// moment inherits a copy of them; <see cref="StartLock"/> keeps at least our own starts apart.
/// </summary>
internal sealed class PortableLauncher : IProcessLauncher
{
    public LauncherKind Kind => LauncherKind.Portable;

    public HandleInheritability Inheritability => HandleInheritability.Inheritable;

    public bool EndsGroupWithHost => false;

    public string NameInChild(InheritedPipe pipe, AnonymousPipeServerStream stream) => stream.GetClientHandleAsString();

    public LaunchedProcess Launch(LaunchRequest request)
    {
        ProcessStartInfo info = new(request.Program, request.Arguments)
        {
            WorkingDirectory = request.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        info.Environment.Clear();
        foreach ((string name, string value) in request.Environment)
        {
            info.Environment[name] = value;
        }

        Process process = new() { StartInfo = info, EnableRaisingEvents = true };
        try
        {
            return new PortableProcess(process, request.RedirectStandardInput);
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            process.Dispose();
            string advice = StartRefusal.Advice((error as Win32Exception)?.NativeErrorCode ?? 0);
            throw new NodeStartException($"'{request.Program}' could not be started: {error.Message}{advice}", error);
        }
        catch (OutOfMemoryException error)
        {
            // It runs, and nobody would know of its end.
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw StartRefusal.From(request.Program, error);
        }
    }
}
