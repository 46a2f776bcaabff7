using NodePipe.Errors;
using NodePipe.Hosting;

namespace NodePipe;

/// <summary>How a Node child is started and stopped.</summary>
public abstract class NodeChildOptions : ProcessOptions
{
    private protected NodeChildOptions()
    {
    }

    /// <summary>
    /// The node executable: an absolute path, one relative to the host's current directory, or a name on PATH.
    /// Default: <c>node</c>.
    /// </summary>
    public string NodePath { get; set; } = "node";

    /// <summary>
    /// Options of node itself, such as <c>--max-old-space-size=512</c>. Those with which it would not run the child's program
    /// here, such as <c>--eval</c>, <c>--test</c> or <c>--watch</c>, are refused. Default: none.
    /// </summary>
    public IList<string> NodeArguments { get; set; } = [];

    /// <summary>
    /// A folder for the program that node runs, which this library carries and unpacks into a folder <c>nodepipe</c> of its
    /// own there, the user's alone; a relative one starts at the host's current directory. Default: null, the user's data
    /// folder, or else the temporary folder.
    /// </summary>
    public string? ChildProgramFolder { get; set; }

    /// <summary>How the child reads and writes its descriptors. Default: the best for its runtime.</summary>
    public ChildTransport Transport { get; set; } = ChildTransport.Default;

    /// <summary>
    /// The capacity of each pipe in bytes. Default: 0, the system's (64 KiB on Linux), which the host raises to 512 KiB once
    /// something long goes through a pipe, for 32 pipes at most: an unprivileged user has 64 MiB in all.
    /// </summary>
    public int PipeCapacity { get; set; }

    /// <summary>The longest message in bytes that the child's own program is to accept.</summary>
    internal abstract int MessageLimit { get; }

    /// <summary>How many bytes the child may be made to hold; null for its own limit.</summary>
    internal virtual long? BufferLimit => null;

    /// <summary>How many calls the child is to accept at once; null leaves it its own limit.</summary>
    internal virtual int? OpenCallLimit => null;

    /// <summary><see cref="ProcessOptions.WorkingDirectory"/> as a full path.</summary>
    internal string GetWorkingDirectory() => Path.GetFullPath(WorkingDirectory ?? AppContext.BaseDirectory);

    private protected override ProcessOptions Copy()
    {
        NodeChildOptions copy = (NodeChildOptions)base.Copy();
        copy.NodeArguments = NodeArguments is null ? null! : [.. NodeArguments];
        return copy;
    }

    private protected override void Check(OptionFaults faults)
    {
        faults.CheckNotBlank(nameof(NodePath), NodePath);
        faults.CheckText(nameof(NodePath), NodePath);
        CheckNodeArguments(faults);
        faults.CheckPath(nameof(ChildProgramFolder), ChildProgramFolder);
        faults.CheckDefined(nameof(Transport), Transport);
        faults.CheckNotNegative(nameof(PipeCapacity), PipeCapacity);
        base.Check(faults);
    }

    private void CheckNodeArguments(OptionFaults faults)
    {
        if (NodeArguments is null || NodeArguments.Contains(null!))
        {
            faults.Add(NodeArguments is null ? "NodeArguments is null" : "NodeArguments holds null");
            return;
        }

        for (int i = 0; i < NodeArguments.Count; i++)
        {
            faults.CheckText($"NodeArguments[{i}]", NodeArguments[i]);
            if (UnusableNodeArguments.FaultOf(NodePath ?? "", NodeArguments[i]) is string fault)
            {
                faults.Add($"NodeArguments[{i}] is {NodeArguments[i]}, which {fault}");
            }
        }
    }
}
