namespace NodePipe.Processes.Posix;

/// <summary>
/// Those of a process's descendants that have left its group but not its session, as <c>timeout</c> and the jobs of a shell
/// do: what is sent to the group does not reach them. What is in a session of its own was put there to live on.
/// </summary>
/// <remarks>
/// They are found while their parents live: whose parent has ended is nobody's descendant any more. Each is held by a
/// reference, so that nothing is ever sent to another process that has got its number.
/// </remarks>
internal sealed class EscapedFamily : IDisposable
{
    private readonly List<ProcessReference> _members = [];

    private EscapedFamily()
    {
    }

    /// <summary>Who has escaped from the group that this process leads; nobody, where the system does not show children.</summary>
    public static EscapedFamily Of(int leader)
    {
        EscapedFamily family = new();
        if (ProcessStatus.Read(leader) is ProcessStatus status)
        {
            family.AddDescendants(leader, status);
        }

        return family;
    }

    /// <summary>Ends those that still live.</summary>
    public void Kill()
    {
        foreach (ProcessReference member in _members)
        {
            member.Signal(Signals.Kill);
        }
    }

    public void Dispose()
    {
        foreach (ProcessReference member in _members)
        {
            member.Dispose();
        }
    }

    private void AddDescendants(int leader, ProcessStatus leaders)
    {
        Queue<int> parents = new([leader]);
        while (parents.TryDequeue(out int parent))
        {
            foreach (int child in ProcessStatus.ChildrenOf(parent))
            {
                ProcessReference? reference = ProcessReference.TryOpen(child);

                // Read behind the reference: as long as it is this parent's, it is this child that is referred to.
                if (ProcessStatus.Read(child) is not ProcessStatus status || status.Parent != parent || status.Session != leaders.Session)
                {
                    reference?.Dispose();
                    continue;
                }

                parents.Enqueue(child);
                if (status.Group != leaders.Group && reference is not null)
                {
                    _members.Add(reference);
                }
                else
                {
                    reference?.Dispose();
                }
            }
        }
    }
}
