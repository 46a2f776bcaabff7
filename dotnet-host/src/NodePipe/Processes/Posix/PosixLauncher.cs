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
        List<AnonymousPipeServerStream> made = [];
        AnonymousPipeServerStream Make(PipeDirection direction)
        {
            AnonymousPipeServerStream pipe = new(direction);
            made.Add(pipe);
            return pipe;
        }

        try
        {
            // All before the child is there: where there is no room for them, nothing has to be taken back.
            AnonymousPipeServerStream? input = request.RedirectStandardInput ? Make(PipeDirection.Out) : null;
            AnonymousPipeServerStream output = Make(PipeDirection.In);
            AnonymousPipeServerStream error = Make(PipeDirection.In);
            AnonymousPipeServerStream? lifeline = Watchdog.IsAvailable ? Make(PipeDirection.Out) : null;
            int pid = Spawn(request, input, output, error);
            return Watch(pid, lifeline, input, output, error);
        }
        catch (Exception failure)
        {
            foreach (AnonymousPipeServerStream pipe in made)
            {
                pipe.Dispose();
            }

            if (failure is IOException or OutOfMemoryException)
            {
                throw StartRefusal.From(request.Program, failure);
            }

            throw;
        }
        finally
        {
            // Reading ClientSafePipeHandle keeps Dispose from closing it: our copies of the child's ends go here.
            foreach (AnonymousPipeServerStream pipe in made)
            {
                pipe.DisposeLocalCopyOfClientHandle();
            }
        }
    }

    private static PosixProcess Watch(
        int pid, AnonymousPipeServerStream? lifeline, AnonymousPipeServerStream? input, AnonymousPipeServerStream output,
        AnonymousPipeServerStream error)
    {
        Watchdog? watchdog = null;
        try
        {
            watchdog = lifeline is null ? null : Watchdog.Join(pid, lifeline);
            return new PosixProcess(pid, watchdog, input, output, error);
        }
        catch
        {
            // Nobody else knows of them.
            _ = Libc.Kill(-pid, Signals.Kill);
            watchdog?.Dispose();
            _ = PosixProcess.Reap(pid);
            throw;
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
