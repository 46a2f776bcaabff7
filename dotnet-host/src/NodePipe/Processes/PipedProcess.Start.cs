using System.IO.Pipes;
using NodePipe.Processes;
using NodePipe.Transport;
using NodePipe.Transport.Linux;

namespace NodePipe;

/// <content>How a process is started, and what becomes of one with which nothing could be begun.</content>
public sealed partial class PipedProcess
{
    private static readonly TimeSpan MomentToBeGone = TimeSpan.FromSeconds(2);

    /// <summary>Starts a process.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message names every fault.</exception>
    /// <exception cref="NodeStartException">There is no such program or directory, or the system refused.</exception>
    /// <exception cref="PlatformNotSupportedException">The launcher does not work on this system.</exception>
    public static PipedProcess Start(PipedProcessOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = ProcessOptions.Take(options);
        ProcessLogs logs = new(options.LoggerFactory);
        FirstProcess.TellOnce(logs.Process);
        IProcessLauncher launcher = Launchers.Get(options.Launcher);
        Dictionary<string, string> environment = ChildEnvironment.Merge(options.Environment);
        string program = ProgramLookup.Resolve(options.FileName, environment.GetValueOrDefault("PATH"));
        string directory = ProgramLookup.ResolveDirectory(options.WorkingDirectory);

        return launcher.Inheritability == HandleInheritability.Inheritable
            ? StartHoldingLock(options, logs, launcher, program, directory, environment)
            : StartNow(options, logs, launcher, program, directory, environment);
    }

    /// <summary>Whether the launcher alone sees to it that the child and its own children end when the host does.</summary>
    internal static bool EndsGroupWithHost(LauncherKind launcher) => Launchers.Get(launcher).EndsGroupWithHost;

    /// <summary>
    /// Ends a process with which nothing could be begun, and waits until it is gone. For a start that fails after it, so it
    /// needs no thread of the pool and no descriptor.
    /// </summary>
    internal void Abandon()
    {
        EndNow(_process);
        ClosePipes();
    }

    /// <summary>Whatever is needed to read, before there is a child: for lack of it nothing has to be taken back.</summary>
    private static void PrepareReading()
    {
        ReferencedCode.Load();
        RoomForThreads.Prepare();
        if (OperatingSystem.IsLinux())
        {
            EpollThreads.Prepare();
        }
    }

    private static PipedProcess Take(LaunchedProcess process, Func<LaunchedProcess, PipedProcess> take)
    {
        try
        {
            return take(process);
        }
        catch
        {
            // Nobody else knows of it.
            EndNow(process);
            process.Dispose();
            throw;
        }
    }

    private static void EndNow(LaunchedProcess process)
    {
        process.Kill();
        process.Exited.Wait(MomentToBeGone);
    }

    private static PipedProcess StartHoldingLock(
        PipedProcessOptions options, ProcessLogs logs, IProcessLauncher launcher, string program, string directory,
        Dictionary<string, string> environment)
    {
        lock (StartLock.Instance)
        {
            return StartNow(options, logs, launcher, program, directory, environment);
        }
    }

    private static PipedProcess StartNow(
        PipedProcessOptions options, ProcessLogs logs, IProcessLauncher launcher, string program, string directory,
        Dictionary<string, string> environment)
    {
        Dictionary<InheritedPipe, AnonymousPipeServerStream> pipes = [];
        try
        {
            PrepareReading();
            foreach (InheritedPipe pipe in options.Pipes)
            {
                PipeDirection direction = pipe.IsReadByChild ? PipeDirection.Out : PipeDirection.In;
                pipes.Add(pipe, new AnonymousPipeServerStream(direction, launcher.Inheritability, pipe.BufferSize));
            }

            Dictionary<int, string> names = pipes.ToDictionary(
                pair => pair.Key.Descriptor, pair => launcher.NameInChild(pair.Key, pair.Value));
            string NameInChild(int descriptor) => names.TryGetValue(descriptor, out string? name)
                ? name
                : throw new ArgumentException($"An argument names descriptor {descriptor}, but no pipe is asked for there.");
            LaunchRequest request = new(
                program, [.. options.Arguments.Select(argument => argument.Resolve(NameInChild))], directory, environment,
                options.RedirectStandardInput, [.. pipes.Select(pair => (pair.Key.Descriptor, pair.Value))],
                options.Pipes.Any(pipe => pipe.IsLifeline), options.TimeProvider, logs.Process);
            return Take(launcher.Launch(request), process => new PipedProcess(options, logs, launcher, process, pipes, names));
        }
        catch (Exception failure)
        {
            foreach (AnonymousPipeServerStream pipe in pipes.Values)
            {
                pipe.Dispose();
            }

            if (StartRefusal.IsShortage(failure))
            {
                throw StartRefusal.From(program, failure);
            }

            throw;
        }
        finally
        {
            foreach (AnonymousPipeServerStream pipe in pipes.Values)
            {
                pipe.DisposeLocalCopyOfClientHandle();
            }
        }
    }
}
