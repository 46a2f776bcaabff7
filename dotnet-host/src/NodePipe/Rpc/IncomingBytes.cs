using NodePipe.Framing;
using NodePipe.Transport;

namespace NodePipe.Rpc;

/// <summary>Turns the bytes that come into messages, and lets callers go on when a batch of bytes is done.</summary>
internal sealed class IncomingBytes : IByteReceiver
{
    private readonly MessageReader _reader;
    private readonly MessageDispatcher _dispatcher;
    private readonly PendingCalls _pendingCalls;
    private readonly Action _onEnding;
    private readonly Func<Exception?, Task> _endAsync;
    private readonly Lock _lock = new();
    private List<PendingCall> _completed = [];
    private List<PendingCall> _spare = [];

    /// <param name="connection">Whose bytes they are.</param>
    /// <param name="onEnding">Called on the reader's thread when nothing follows.</param>
    /// <param name="endAsync">Run on the pool then, with what is wrong, if anything is.</param>
    public IncomingBytes(RpcConnection connection, Action onEnding, Func<Exception?, Task> endAsync)
    {
        LongValueAssembler longValues = new(connection.Options.MaxMessageLength);
        _reader = new MessageReader(connection.Options.MaxMessageLength, longValues.ValueOf);
        _dispatcher = new MessageDispatcher(connection, longValues);
        _pendingCalls = connection.PendingCalls;
        _onEnding = onEnding;
        _endAsync = endAsync;
    }

    public Memory<byte> GetMemory() => _reader.GetMemory();

    public bool Advance(int count)
    {
        _reader.Advance(count);
        while (_reader.TryRead(out IncomingMessage message))
        {
            _dispatcher.Dispatch(message);
        }

        return true;
    }

    /// <summary>The call has its answer; its caller goes on when this batch of bytes is done.</summary>
    public void Complete(PendingCall call)
    {
        lock (_lock)
        {
            _completed.Add(call);
        }
    }

    public bool Release(bool isThreadSpare)
    {
        List<PendingCall> calls;
        lock (_lock)
        {
            calls = _completed;
            _completed = _spare;
            _spare = [];
        }

        // One caller goes on here, at once. With more of them the first could keep the others waiting.
        bool isInline = isThreadSpare && calls.Count == 1;
        foreach (PendingCall call in calls)
        {
            call.GoOn(isInline);
        }

        calls.Clear();
        lock (_lock)
        {
            _spare = calls;
        }

        // With more calls under way, the pool needs the core that asking for the next answer would take.
        return isInline && _pendingCalls.HasOne;
    }

    public void End(Exception? error)
    {
        Exception? failure = error;
        try
        {
            while (failure is null && _reader.TryReadRest(out IncomingMessage message))
            {
                _dispatcher.Dispatch(message);
            }
        }
#pragma warning disable CA1031 // Whatever is wrong with the rest is what every open call is told.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            failure = fault;
        }

        Release(isThreadSpare: false);
        _onEnding();
        _ = Task.Run(() => _endAsync(failure));
    }
}
