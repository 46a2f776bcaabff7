using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using NodePipe.Errors;

namespace NodePipe.Processes.Posix;

/// <summary>Starts by <c>posix_spawn</c>: pipe ends stay close-on-exec, and only this child gets them, at the chosen numbers.</summary>
internal sealed partial class PosixLauncher : IProcessLauncher
{
    public LauncherKind Kind => LauncherKind.Posix;

    public HandleInheritability Inheritability => HandleInheritability.None;

    public bool EndsGroupWithHost => Watchdog.IsAvailable;

    /// <summary>Whether this system has all that the launcher needs: Linux with glibc 2.29 or later, or musl 1.1.24 or later.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && Libc.CanSpawnInDirectory();

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

        Watchdog? watchdog = null;
        try
        {
            // All before the child is there: where there is no room for them, nothing has to be taken back.
            AnonymousPipeServerStream? input = request.RedirectStandardInput ? Make(PipeDirection.Out) : null;
            AnonymousPipeServerStream output = Make(PipeDirection.In);
            AnonymousPipeServerStream error = Make(PipeDirection.In);
            watchdog = PrepareWatchdog(request);
            ChildGroup group = new(Spawn(request, input, output, error));
            return Watch(request, group, watchdog, input, output, error);
        }
        catch
        {
            watchdog?.Dispose();
            foreach (AnonymousPipeServerStream pipe in made)
            {
                pipe.Dispose();
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

    private static Watchdog? PrepareWatchdog(LaunchRequest request)
    {
        if (Watchdog.IsAvailable)
        {
            return Watchdog.Prepare();
        }

        if (!request.HasLifeline)
        {
            Quietly.Run(() => LogUnwatched(request.Logger, request.Program, Watchdog.Shell));
        }

        return null;
    }

    private static PosixProcess Watch(
        LaunchRequest request, ChildGroup group, Watchdog? watchdog, AnonymousPipeServerStream? input,
        AnonymousPipeServerStream output, AnonymousPipeServerStream error)
    {
        try
        {
            bool isGuarded = watchdog is not null && Guard(request, group, watchdog);
            PosixProcess process = new(group, input, output, error);
            if (isGuarded)
            {
                _ = new WatchdogKeeper(group, process.Exited, request).KeepAsync(watchdog!);
            }

            return process;
        }
        catch
        {
            // Nobody else knows of them.
            group.Kill();
            _ = ChildStatus.Reap(group.Id);
            throw;
        }
    }

    private static bool Guard(LaunchRequest request, ChildGroup group, Watchdog watchdog)
    {
        int error = group.Guard(watchdog);
        if (error == 0)
        {
            return true;
        }

        if (group.IsGone())
        {
            // The child has ended and was collected by the system already: nobody is left to watch over.
            watchdog.Dispose();
            return false;
        }

        throw new NodeStartException(
            $"'{request.Program}' could not be started, because {Watchdog.Shell}, which is to end it where its host dies, could not be: "
            + $"{Marshal.GetPInvokeErrorMessage(error)} (error {error}).{Advice(error)}");
    }

    private static string Advice(int error) => StartRefusal.Advice(error) is { Length: > 0 } advice
        ? advice
        : " Where that shell cannot run, choose LauncherKind.Portable.";

    [LoggerMessage(
        EventId = EventIds.GroupUnwatched, EventName = nameof(EventIds.GroupUnwatched),
        Level = LogLevel.Warning,
        Message = "'{Program}' is started without a watchdog, because there is no {Shell} that can be run: "
            + "where this host is killed, the process and its children live on as long as they like")]
    private static partial void LogUnwatched(ILogger logger, string program, string shell);

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
                $"'{request.Program}' could not be started: {Marshal.GetPInvokeErrorMessage(failure)} (error {failure}).{StartRefusal.Advice(failure)}");
    }
}
