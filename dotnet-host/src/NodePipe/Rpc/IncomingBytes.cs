using NodePipe.Framing;
using NodePipe.Rpc.Calls;
using NodePipe.Transport;

namespace NodePipe.Rpc;

/// <summary>Turns the bytes that come into messages, and lets callers go on when a batch of bytes is done.</summary>
/// <param name="reader">Cuts the bytes into messages.</param>
/// <param name="dispatcher">Takes those.</param>
/// <param name="pendingCalls">The calls whose answers they are.</param>
/// <param name="end">Told when nothing follows.</param>
internal sealed class IncomingBytes(MessageReader reader, MessageDispatcher dispatcher, PendingCalls pendingCalls, ConnectionEnd end)
    : IByteReceiver
{
    public Memory<byte> GetMemory() => reader.GetMemory();

    public bool Advance(int count)
    {
        if (end.Fault is NodeProtocolException fault)
        {
            throw fault;
        }

        reader.Advance(count);
        bool before = ReadingThread.Enter();
        try
        {
            while (reader.TryRead(out IncomingMessage message))
            {
                dispatcher.Dispatch(message);
            }
        }
        finally
        {
            ReadingThread.Leave(before);
        }

        return true;
    }

    /// <remarks>With more calls under way, the pool needs the core that asking for the next answer would take.</remarks>
    public bool Release(bool isThreadSpare) => pendingCalls.Completed.Release(isThreadSpare) && pendingCalls.HasOne;

    public void End(Exception? error)
    {
        Exception? failure = error;
        bool before = ReadingThread.Enter();
        try
        {
            while (failure is null && reader.TryReadRest(out IncomingMessage message))
            {
                dispatcher.Dispatch(message);
            }
        }
#pragma warning disable CA1031 // Whatever is wrong with the rest is what every open call is told.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            failure = fault;
        }
        finally
        {
            ReadingThread.Leave(before);
        }

        Release(isThreadSpare: false);
        end.OnInputOver(failure);
    }
}
