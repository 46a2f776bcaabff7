using NodePipe.Tests.Calls;

namespace NodePipe.Tests.Runtimes;

/// <summary>Starts what the tests need in a runtime.</summary>
internal static class TestedRuntime
{
    /// <summary>The folder of the fixtures that each runtime is tested with, on both sides.</summary>
    public static string Folder { get; } = Path.Combine(Modules.Repository, "test", "fixtures", "modules");

    public static Task<NodeProcess> StartAsync(string runtime, LauncherKind launcher, string module = "features.mjs")
    {
        RuntimeTable.Runtime found = RuntimeTable.Current.Find(runtime);
        return NodeProcess.StartAsync(module, new NodeProcessOptions
        {
            NodePath = found.Path,
            NodeArguments = found.Arguments ?? [],
            WorkingDirectory = Folder,
            Launcher = launcher,
            OnErrorLine = _ => { },
        });
    }

    public static LineChannel StartLines(string runtime, LauncherKind launcher, string? program = null)
    {
        RuntimeTable.Runtime found = RuntimeTable.Current.Find(runtime);
        return LineChannel.Start(new LineChannelOptions
        {
            NodePath = found.Path,
            NodeArguments = found.Arguments ?? [],
            WorkingDirectory = Folder,
            Launcher = launcher,
            Program = program,
        });
    }

    public static PipedProcess StartProgram(string runtime, LauncherKind launcher, string program)
    {
        RuntimeTable.Runtime found = RuntimeTable.Current.Find(runtime);
        return PipedProcess.Start(new PipedProcessOptions
        {
            FileName = found.Path,
            Arguments =
            [
                .. (found.Arguments ?? []).Select(argument => (ProcessArgument)argument),
                program, ProcessArgument.Descriptor(3), ProcessArgument.Descriptor(4),
            ],
            Pipes = [InheritedPipe.ReadByChild(3), InheritedPipe.WrittenByChild(4)],
            WorkingDirectory = Folder,
            Launcher = launcher,
        });
    }
}
