using System.Text;
using Microsoft.Extensions.Logging;
using NodePipe.Rpc.Calls;
using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc;

/// <summary>Hands lines to listeners, in order and off the reader's thread: a listener may take its time.</summary>
internal sealed class TextListeners(ByteBudget budget, ILogger logger)
{
    private readonly BackgroundWork _work = new();

    /// <summary>Hands a line on.</summary>
    /// <exception cref="NodeProtocolException">Too much waits for listeners.</exception>
    public void HandOn(Action<string> listener, ReadOnlySpan<byte> line)
    {
        budget.Add(HeldKind.Texts, ByteBudget.Each + line.Length);

        // As bytes, which are half as long as the text that they become.
        byte[] bytes = line.ToArray();
        _work.Enqueue(() =>
        {
            budget.Release(HeldKind.Texts, ByteBudget.Each + bytes.Length);
            HandOn(listener, Encoding.UTF8.GetString(bytes));
        });
    }

    /// <summary>Completes when what has come so far is handed on.</summary>
    public Task WhenHandedOn()
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Enqueue(done.SetResult);
        return done.Task;
    }

    private void HandOn(Action<string> listener, string text)
    {
        try
        {
            listener(text);
        }
#pragma warning disable CA1031 // A listener that throws must not stop the connection.
        catch (Exception error)
#pragma warning restore CA1031
        {
            CallLog.ListenerThrew(logger, error, "text");
        }
    }
}
