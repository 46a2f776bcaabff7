using System.Globalization;
using NodePipe.Framing;

namespace NodePipe.Hosting;

/// <summary>Starts node with a program that speaks over two descriptors.</summary>
internal static class NodeChild
{
    /// <summary>Where the child finds the pipe that it reads.</summary>
    public const int ReadDescriptor = 3;

    /// <summary>Where the child finds the pipe that it writes.</summary>
    public const int WriteDescriptor = 4;

    private const int LifelineDescriptor = 5;

    /// <param name="options">How to start it; they are checked already.</param>
    /// <param name="program">The author's own program; null for the one that this library carries.</param>
    public static PipedProcess Start(NodeChildOptions options, string? program)
    {
        List<InheritedPipe> pipes =
        [
            InheritedPipe.ReadByChild(ReadDescriptor, options.PipeCapacity),
            InheritedPipe.WrittenByChild(WriteDescriptor, options.PipeCapacity),
        ];
        List<ProcessArgument> arguments =
        [
            .. options.NodeArguments.Select(ProcessArgument.FromString),
            program ?? ChildProgram.GetPath(options.ChildProgramFolder),
            ProcessArgument.Descriptor(ReadDescriptor),
            ProcessArgument.Descriptor(WriteDescriptor),
        ];
        if (program is null)
        {
            AddOwnOptions(options, pipes, arguments);
        }

        return PipedProcess.Start(new PipedProcessOptions(options)
        {
            FileName = options.NodePath,
            Arguments = arguments,
            Pipes = pipes,
            WorkingDirectory = options.GetWorkingDirectory(),
        });
    }

    private static void AddOwnOptions(NodeChildOptions options, List<InheritedPipe> pipes, List<ProcessArgument> arguments)
    {
        if (options.Transport != ChildTransport.Default)
        {
            arguments.AddRange(["--io", options.Transport == ChildTransport.Fs ? "fs" : "socket"]);
        }

        if (options.MessageLimit != FrameReader.DefaultMaxFrameLength)
        {
            arguments.AddRange(["--max-message-length", options.MessageLimit.ToString(CultureInfo.InvariantCulture)]);
        }

        if (options.BufferLimit is long bytes)
        {
            arguments.AddRange(["--max-buffered-bytes", bytes.ToString(CultureInfo.InvariantCulture)]);
        }

        if (options.OpenCallLimit is int limit)
        {
            arguments.AddRange(["--max-open-calls", limit.ToString(CultureInfo.InvariantCulture)]);
        }

        if (!PipedProcess.EndsGroupWithHost(options.Launcher))
        {
            pipes.Add(InheritedPipe.Lifeline(LifelineDescriptor));
            arguments.AddRange(["--lifeline", ProcessArgument.Descriptor(LifelineDescriptor)]);
        }
    }
}
