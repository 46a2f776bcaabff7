using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace NodePipe.Processes.Posix;

/// <summary>What <c>posix_spawn</c> does in the child between fork and exec: descriptors, signals, group, directory.</summary>
internal sealed class SpawnPlan : IDisposable
{
    // Opaque in C: 80 and 336 bytes in glibc for 64-bit Linux, 128 for a signal set.
    private const int StructureSize = 1024;

    private readonly nint _actions = Allocate();
    private readonly nint _attributes = Allocate();
    private readonly nint _signals = Allocate();
    private readonly List<(SafeHandle Source, int Target)> _descriptors = [];

    public SpawnPlan()
    {
        Check(Libc.FileActionsInit(_actions));
        Check(Libc.AttributesInit(_attributes));

        // .NET ignores SIGPIPE, and an ignored signal stays ignored through exec.
        _ = Libc.SignalSetFill(_signals);
        Check(Libc.AttributesSetSignalDefaults(_attributes, _signals));
        _ = Libc.SignalSetEmpty(_signals);
        Check(Libc.AttributesSetSignalMask(_attributes, _signals));
        Check(Libc.AttributesSetFlags(
            _attributes, Libc.SpawnSetSignalDefaults | Libc.SpawnSetSignalMask | Libc.SpawnSetProcessGroup));
    }

    /// <summary>Puts the child into a group: 0 makes it the leader of its own.</summary>
    public SpawnPlan JoinGroup(int group)
    {
        Check(Libc.AttributesSetProcessGroup(_attributes, group));
        return this;
    }

    public SpawnPlan ChangeDirectory(string path)
    {
        Check(Libc.FileActionsAddChangeDirectory(_actions, path));
        return this;
    }

    /// <summary>Gives the child this handle at the target number, open across exec.</summary>
    public SpawnPlan Pass(SafeHandle source, int target)
    {
        _descriptors.Add((source, target));
        return this;
    }

    public SpawnPlan OpenNull(int target, int flags = Libc.OpenReadOnly)
    {
        Check(Libc.FileActionsAddOpen(_actions, target, "/dev/null", flags, 0));
        return this;
    }

    /// <summary>Starts the program; the result is 0, or the error's number and no process.</summary>
    public unsafe int Start(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, out int pid)
    {
        using NativeStringArray argv = new([program, .. arguments]);
        using NativeStringArray envp = new(environment);
        List<SafeHandleMarshaller<SafeHandle>.ManagedToUnmanagedIn> held = [];
        try
        {
            AddDuplicates(held);
            lock (StartLock.Instance)
            {
                return Libc.Spawn(out pid, program, _actions, _attributes, argv.Pointer, envp.Pointer);
            }
        }
        finally
        {
            foreach (SafeHandleMarshaller<SafeHandle>.ManagedToUnmanagedIn handle in held)
            {
                handle.Free();
            }
        }
    }

    public void Dispose()
    {
        _ = Libc.FileActionsDestroy(_actions);
        _ = Libc.AttributesDestroy(_attributes);
        Free(_actions);
        Free(_attributes);
        Free(_signals);
    }

    /// <summary>
    /// A target number may be another pipe's source, so everything first moves to numbers that are not in play, then to
    /// its own. The sources themselves are close-on-exec.
    /// </summary>
    private void AddDuplicates(List<SafeHandleMarshaller<SafeHandle>.ManagedToUnmanagedIn> held)
    {
        List<int> sources = [];
        foreach ((SafeHandle source, _) in _descriptors)
        {
            SafeHandleMarshaller<SafeHandle>.ManagedToUnmanagedIn handle = new();
            handle.FromManaged(source);
            held.Add(handle);
            sources.Add((int)handle.ToUnmanaged());
        }

        int[] between = FreeNumbers(sources);
        for (int i = 0; i < sources.Count; i++)
        {
            Check(Libc.FileActionsAddDuplicate(_actions, sources[i], between[i]));
        }

        for (int i = 0; i < sources.Count; i++)
        {
            Check(Libc.FileActionsAddDuplicate(_actions, between[i], _descriptors[i].Target));
            Check(Libc.FileActionsAddClose(_actions, between[i]));
        }
    }

    /// <summary>Numbers above all that are in play, where descriptors of others hardly are; else the highest that there are.</summary>
    private int[] FreeNumbers(List<int> sources)
    {
        nint openMax = Libc.SystemConfiguration(Libc.OpenMax);
        int limit = openMax is > 0 and < int.MaxValue ? (int)openMax : int.MaxValue;
        int target = _descriptors.Max(pair => pair.Target);
        if (target >= limit)
        {
            throw new NodeStartException(
                $"A pipe is asked for at descriptor {target}, but the highest that this process may have is {limit - 1}. "
                + "Choose a lower number, or raise the limit of open files (ulimit -n).");
        }

        int above = Math.Max(sources.Max(), target) + 1;
        if (above + sources.Count <= limit)
        {
            return [.. Enumerable.Range(above, sources.Count)];
        }

        HashSet<int> inPlay = [.. sources, .. _descriptors.Select(pair => pair.Target)];
        int[] highest = [.. Enumerable.Range(1, limit).Select(back => limit - back).Where(number => !inPlay.Contains(number)).Take(sources.Count)];
        return highest.Length == sources.Count
            ? highest
            : throw new NodeStartException(
                $"{sources.Count} pipes are too many for a process that may have {limit} files open. "
                + "Ask for fewer, or raise the limit of open files (ulimit -n).");
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new NodeStartException($"The start could not be prepared: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    private static unsafe nint Allocate() => (nint)NativeMemory.AllocZeroed(StructureSize);

    private static unsafe void Free(nint memory) => NativeMemory.Free((void*)memory);
}
