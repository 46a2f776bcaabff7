using NodePipe.Errors;

namespace NodePipe;

/// <summary>What <see cref="PipedProcess.Start"/> starts, and how.</summary>
public sealed class PipedProcessOptions : ProcessOptions
{
    /// <summary>Begins with the defaults.</summary>
    public PipedProcessOptions()
    {
    }

    internal PipedProcessOptions(ProcessOptions shared)
        : base(shared)
    {
    }

    /// <summary>
    /// The program, which has to be given: an absolute path, a path relative to the host's current directory, or a bare name that
    /// is looked up on the PATH of <see cref="ProcessOptions.Environment"/>.
    /// </summary>
    public string FileName { get; set; } = "";

    /// <summary>Whether the host writes the process's standard input. Default: false, it reads end of file.</summary>
    public bool RedirectStandardInput { get; set; }

    /// <summary>
    /// Whether the host reads standard output by <see cref="PipedProcess.GetStandardEndpoint"/>. It is not cut into
    /// lines then, and goes to no listener and no log. Default: false.
    /// </summary>
    public bool RedirectStandardOutput { get; set; }

    // Fields, for the binder's source generator takes every property for one that a file may hold.
    internal IReadOnlyList<ProcessArgument> ArgumentList = [];

    internal IReadOnlyList<InheritedPipe> PipeList = [];

    private protected override string Title => "The options of the process";

    private protected override ProcessOptions Copy()
    {
        PipedProcessOptions copy = (PipedProcessOptions)base.Copy();
        copy.ArgumentList = ArgumentList is null ? null! : [.. ArgumentList];
        copy.PipeList = PipeList is null ? null! : [.. PipeList];
        return copy;
    }

    private protected override void Check(OptionFaults faults)
    {
        faults.CheckNotBlank(nameof(FileName), FileName);
        faults.CheckText(nameof(FileName), FileName);
        CheckArguments(faults);
        if (RedirectStandardOutput && OnOutputLine is not null)
        {
            faults.Add("OnOutputLine would get no line, because RedirectStandardOutput gives standard output to GetStandardEndpoint");
        }

        CheckPipes(faults);
        base.Check(faults);
    }

    private void CheckArguments(OptionFaults faults)
    {
        if (ArgumentList is null)
        {
            faults.Add("Arguments is null");
            return;
        }

        for (int i = 0; i < ArgumentList.Count; i++)
        {
            if (ArgumentList[i].IsNothing)
            {
                faults.Add($"Arguments[{i}] is neither a text nor the descriptor of a pipe");
            }

            faults.CheckText($"Arguments[{i}]", ArgumentList[i].Text);
        }
    }

    private void CheckPipes(OptionFaults faults)
    {
        if (PipeList is null)
        {
            faults.Add("Pipes is null");
        }
        else if (PipeList.Contains(null!))
        {
            faults.Add("Pipes holds null");
        }
        else
        {
            foreach (IGrouping<int, InheritedPipe> same in PipeList.GroupBy(pipe => pipe.Descriptor).Where(group => group.Count() > 1))
            {
                faults.Add($"Pipes names descriptor {same.Key} more than once");
            }
        }
    }
}
