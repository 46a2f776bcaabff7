using System.IO.Pipes;
using System.Runtime.InteropServices;
using NodePipe.Errors;

namespace NodePipe.Processes.Posix;

/// <summary>Starts by <c>posix_spawn</c>: pipe ends stay close-on-exec, and only this child gets them, at the chosen numbers.</summary>
internal sealed class PosixLauncher : IProcessLauncher
{
    private static readonly Version AddChangeDirectorySince = new(2, 29);

    public LauncherKind Kind => LauncherKind.Posix;

    public HandleInheritability Inheritability => HandleInheritability.None;

    public bool EndsGroupWithHost => Watchdog.IsAvailable;

    /// <summary>Whether this system has all that the launcher needs: Linux with glibc 2.29 or later.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && LibcVersion() >= AddChangeDirectorySince;

    public string NameInChild(InheritedPipe pipe, AnonymousPipeServerStream stream) =>
        pipe.Descriptor.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public LaunchedProcess Launch(LaunchRequest request)
    {
        AnonymousPipeServerStream? input = request.RedirectStandardInput ? new(PipeDirection.Out) : null;
        AnonymousPipeServerStream output = new(PipeDirection.In);
        AnonymousPipeServerStream error = new(PipeDirection.In);
        try
        {
            int pid = Spawn(request, input, output, error);
            return new PosixProcess(pid, Watchdog.Join(pid), input, output, error);
        }
        catch
        {
            input?.Dispose();
            output.Dispose();
            error.Dispose();
            throw;
        }
        finally
        {
            // Reading ClientSafePipeHandle keeps Dispose from closing it: our copies of the child's ends go here.
            input?.DisposeLocalCopyOfClientHandle();
            output.DisposeLocalCopyOfClientHandle();
            error.DisposeLocalCopyOfClientHandle();
        }
    }

    private static int Spawn(
        LaunchRequest request, AnonymousPipeServerStream? input, AnonymousPipeServerStream output, AnonymousPipeServerStream error)
    {
        using SpawnPlan plan = new SpawnPlan().JoinGroup(0).ChangeDirectory(request.WorkingDirectory);
        if (input is null)
        {
            plan.OpenNull(0);
        }
        else
        {
            plan.Pass(input.ClientSafePipeHandle, 0);
        }

        plan.Pass(output.ClientSafePipeHandle, 1).Pass(error.ClientSafePipeHandle, 2);
        foreach ((int descriptor, AnonymousPipeServerStream stream) in request.Pipes)
        {
            plan.Pass(stream.ClientSafePipeHandle, descriptor);
        }

        string[] environment = [.. request.Environment.Select(pair => $"{pair.Key}={pair.Value}")];
        int failure = plan.Start(request.Program, request.Arguments, environment, out int pid);
        return failure == 0
            ? pid
            : throw new NodeStartException(
                $"'{request.Program}' could not be started: {Marshal.GetPInvokeErrorMessage(failure)} (error {failure}).");
    }

    private static Version LibcVersion()
    {
        try
        {
            string? text = Marshal.PtrToStringUTF8(Libc.GetLibcVersion());
            return Version.TryParse(text, out Version? version) ? version : new Version(0, 0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, such as musl.
            return new Version(0, 0);
        }
    }
}
