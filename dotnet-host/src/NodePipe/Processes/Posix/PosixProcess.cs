using System.IO.Pipes;

namespace NodePipe.Processes.Posix;

/// <summary>A spawned process, the leader of its own group.</summary>
internal sealed class PosixProcess : LaunchedProcess
{
    private const int WaiterStackSize = 256 * 1024;

    private readonly TaskCompletionSource<ExitStatus> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ChildGroup _group;

    public PosixProcess(ChildGroup group, Stream? input, AnonymousPipeServerStream output, AnonymousPipeServerStream error)
    {
        _group = group;
        StandardInput = input;
        StandardOutput = output;
        StandardError = error;
        new Thread(WaitForEnd, WaiterStackSize) { IsBackground = true, Name = $"waits for process {Id}" }.UnsafeStart();
    }

    public override int Id => _group.Id;

    public override Stream? StandardInput { get; }

    public override Stream StandardOutput { get; }

    public override Stream StandardError { get; }

    public override Task<ExitStatus> Exited => _exited.Task;

    public override void NoteFamily() => _group.NoteFamily();

    public override void Terminate() => _group.Terminate();

    public override void Kill() => _group.Kill();

    public override void Dispose()
    {
        Kill();
        StandardInput?.Dispose();
        StandardOutput.Dispose();
        StandardError.Dispose();
    }

    private void WaitForEnd()
    {
        try
        {
            _exited.SetResult(_group.WaitForEnd());
        }
#pragma warning disable CA1031 // On a thread of its own it would end the host; whoever waits is told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _exited.SetException(error);
        }
    }
}
