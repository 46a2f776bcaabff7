using System.Globalization;
using System.IO.Pipes;

namespace NodePipe.TestHost;

/// <summary>Finds descriptor numbers that a careless start would overwrite before it has used them.</summary>
internal static class CollidingTargets
{
    /// <summary>
    /// The system gives out the lowest free numbers, so pipes that are made, looked at and closed tell which numbers
    /// the next ones get. In reverse each pipe's target is the source of another one.
    /// </summary>
    public static int[] Find(int count)
    {
        AnonymousPipeServerStream[] probes =
            [.. Enumerable.Range(0, count).Select(_ => new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable))];
        int[] numbers = [.. probes.Select(probe => int.Parse(probe.GetClientHandleAsString(), CultureInfo.InvariantCulture))];
        foreach (AnonymousPipeServerStream probe in probes)
        {
            probe.DisposeLocalCopyOfClientHandle();
            probe.Dispose();
        }

        return [.. numbers.Reverse()];
    }
}
