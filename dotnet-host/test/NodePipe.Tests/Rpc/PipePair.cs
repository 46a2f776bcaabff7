using System.IO.Pipes;

namespace NodePipe.Tests.Rpc;

/// <summary>The two ends of an anonymous pipe, both in this process.</summary>
internal sealed record PipePair(PipeStream Reader, PipeStream Writer)
{
    public static PipePair Create()
    {
        AnonymousPipeServerStream writer = new(PipeDirection.Out, HandleInheritability.None);
        return new PipePair(new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle), writer);
    }
}
