using System.IO.Pipes;
using NodePipe.Transport;

namespace NodePipe.Processes;

/// <summary>The host's end of a pipe that a child writes: a connection over it reads faster, and is told how the child ended.</summary>
/// <param name="process">The child.</param>
/// <param name="pipe">What was asked for.</param>
/// <param name="end">The host's end of it.</param>
/// <param name="exited">Cancelled when the child has ended.</param>
internal sealed class ChildOutput(
    PipedProcess process, InheritedPipe pipe, AnonymousPipeServerStream end, CancellationToken exited)
    : ExitAwareStream(end, exited, pipe.BufferSize), IExplainedStream
{
    private readonly CancellationToken _exited = exited;

    public ByteSource OpenSource() => ByteSource.FromPipe(end, pipe.MayGrow, _exited);

    public Task<Exception> ExplainEndAsync() => process.ExplainEndAsync();
}
