using NodePipe.Errors;

namespace NodePipe;

/// <summary>Options with a clock and a log, which <see cref="NodePipeOptionsExtensions"/> gives them.</summary>
public interface INodePipeOptions
{
    /// <summary>A method, for the binder's source generator takes every property for one that a file may hold.</summary>
    internal HostServices GetServices();
}
