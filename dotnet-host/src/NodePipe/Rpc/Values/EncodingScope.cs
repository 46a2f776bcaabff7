using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using NodePipe.Framing;

namespace NodePipe.Rpc.Values;

/// <summary>
/// The message that is being written on this thread: what its values announce at the top level. The converters find it
/// here, for the serializer has no other way to tell them.
/// </summary>
internal sealed class EncodingScope
{
    public static readonly string TooDeep = $"is nested deeper than {ValueSerializer.MaxDepth}, or holds itself (a cycle)";

    [ThreadStatic]
    private static EncodingScope? _current;

    [ThreadStatic]
    private static EncodingScope? _spare;

    private readonly List<long> _streams = [];
    private readonly List<long> _callbacks = [];
    private readonly List<LongValue> _longValues = [];
    private EncodingScope? _outer;
    private RpcConnection _connection = null!;
    private OutgoingMessage _message = null!;
    private int _attachedLength;
    private bool _isPlain;

    /// <exception cref="InvalidOperationException">No message is being written: the converters serve NodePipe alone.</exception>
    public static EncodingScope Current => _current
        ?? throw new InvalidOperationException("Binary values, streams and functions can be written in a NodePipe message only.");

    /// <summary>Null where no message is being written.</summary>
    public static EncodingScope? CurrentOrNone => _current;

    /// <summary>What could not be written, and where the writing broke off; null while all could.</summary>
    public WriteFault? Fault { get; private set; }

    /// <summary>Where calls back come from, in order: the call's own, or created by the first that needs it.</summary>
    public SerialQueue? Order { get; set; }

    /// <summary>Attached bytes shorter than this are copied: their owner may change them before they are written. Default: none.</summary>
    public int CopiedBelow { get; set; }

    /// <summary>Whether values may go beside the JSON. A plain peer takes none, nor does a message that is a part of a batch.</summary>
    public bool CanAttach => !_isPlain && _connection.Peer.Can(PeerFeatures.Attachments);

    /// <summary>The length in bytes of all values that follow the message in chunks.</summary>
    public long LongLength => _longValues.Count == 0 ? 0 : _longValues.Sum(value => (long)value.Length);

    /// <summary>The length in bytes of all values that are attached to the message.</summary>
    public int AttachedLength => _attachedLength;

    public IReadOnlyList<long> Streams => _streams;

    /// <summary>How many values the message announces.</summary>
    public int Announced => _message.Attachments.Count + _longValues.Count + _streams.Count + _callbacks.Count;

    public bool IsEmpty => Announced == 0;

    /// <summary>By what the connection reads and writes values.</summary>
    public ValueSerializer Values => _connection.Values;

    /// <summary>The most levels that may be open in what is written.</summary>
    public int DeepestLevel { get; private set; }

    /// <param name="connection">Where the message goes.</param>
    /// <param name="message">The message.</param>
    /// <param name="wrappers">How many levels of it are not the values'.</param>
    /// <param name="isPlain">Whether it cannot announce anything. Default: it can.</param>
    public static EncodingScope Enter(RpcConnection connection, OutgoingMessage message, int wrappers, bool isPlain = false)
    {
        EncodingScope scope = _spare ?? new EncodingScope();
        _spare = null;
        scope.CopiedBelow = 0;
        scope.Fault = null;
        scope._connection = connection;
        scope._message = message;
        scope._isPlain = isPlain;
        scope.DeepestLevel = ValueSerializer.MaxDepth + wrappers;
        scope._outer = _current;
        return _current = scope;
    }

    /// <summary>Lets the message rest: it goes on later, perhaps on another thread.</summary>
    public void Suspend()
    {
        _current = _outer;
        _outer = null;
    }

    public void Resume()
    {
        _outer = _current;
        _current = this;
    }

    public void Leave()
    {
        Suspend();
        Order = null;
        _streams.Clear();
        _callbacks.Clear();
        _longValues.Clear();
        _attachedLength = 0;
        _connection = null!;
        _message = null!;
        _spare = this;
    }

    /// <summary>Remembers the first thing that could not be written: the message as a whole fails by it.</summary>
    public WriteFault Fail(Exception error, Utf8JsonWriter writer)
    {
        if (Fault is null)
        {
            // The writer refuses one level too many with an error of its own.
            bool isTooDeep = writer.CurrentDepth >= DeepestLevel
                && error is JsonException or InvalidOperationException && !char.IsLower(error.Message[0]);
            writer.Flush();
            Fault = new WriteFault(isTooDeep ? new JsonException(TooDeep, error) : error, WrittenPath.Of(_message.Line.Span));
        }

        return Fault;
    }

    public void ThrowIfFailed()
    {
        if (Fault is not null)
        {
            ExceptionDispatchInfo.Throw(Fault.Error);
        }
    }

    public SerialQueue UseOrder() => Order ??= new SerialQueue();

    /// <summary>Attaches bytes; the result is their index in the message.</summary>
    /// <param name="bytes">The bytes, which must not change until they are written.</param>
    public int Attach(ReadOnlyMemory<byte> bytes)
    {
        bool isCopied = bytes.Length < CopiedBelow;
        if (!CanFollow(bytes.Length))
        {
            return AddLong(new LongValue(_connection.NextLongValue(), bytes.Length, isCopied ? bytes.ToArray() : bytes));
        }

        if (isCopied)
        {
            byte[] rented = ArrayPool<byte>.Shared.Rent(bytes.Length);
            _message.Rented.Add(rented);
            bytes.CopyTo(rented);
            bytes = rented.AsMemory(0, bytes.Length);
        }

        return AddAttachment(bytes);
    }

    /// <summary>Attaches a text; the result is its index in the message.</summary>
    /// <param name="text">The text, well-formed.</param>
    /// <param name="length">Its length in bytes.</param>
    public int Attach(string text, int length)
    {
        if (!CanFollow(length))
        {
            return AddLong(new LongValue(_connection.NextLongValue(), length, Text: text));
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        _message.Rented.Add(rented);
        return AddAttachment(rented.AsMemory(0, Encoding.UTF8.GetBytes(text, rented)));
    }

    public long AddStream(Streams.OutgoingStream stream)
    {
        long id = _connection.OutgoingStreams.Add(stream);
        _streams.Add(id);
        return id;
    }

    public long AddCallback(Handler handler)
    {
        long id = _connection.Callbacks.Add(handler);
        _callbacks.Add(id);
        return id;
    }

    /// <exception cref="JsonException">The other side takes no streams.</exception>
    public void ThrowIfNoStreams() => ThrowUnless(PeerFeatures.Streams, "is a stream, which ", "streams");

    /// <exception cref="JsonException">The other side takes no functions.</exception>
    public void ThrowIfNoCallbacks() => ThrowUnless(PeerFeatures.Callbacks, "is a function, which ", "callbacks");

    /// <summary>A function lives as long as the call that carries it; in anything else nobody would end it.</summary>
    public void ThrowIfFunctions()
    {
        if (_callbacks.Count > 0)
        {
            throw new JsonException("holds a function, which only the arguments of a call can carry");
        }
    }

    /// <summary>Data that looks like a marker in a message that announces such would be taken for one.</summary>
    public void ThrowIfAmbiguous() =>
        Markers.ThrowIfAmbiguous(_message.Line.Span, _message.Attachments.Count + _longValues.Count, _streams.Count, _callbacks.Count);

    /// <summary>What is announced up to here.</summary>
    public EncodingMark Mark() => new(
        _message.Line.Length, _message.Attachments.Count, _message.Rented.Count, _longValues.Count, _streams.Count, _callbacks.Count, _attachedLength);

    /// <summary>Takes back what was written and added since.</summary>
    /// <param name="mark">Where to go back to.</param>
    /// <param name="givesUpStreams">Whether their sources end, for nobody will send them.</param>
    public void GoBackTo(in EncodingMark mark, bool givesUpStreams)
    {
        if (!givesUpStreams)
        {
            foreach (long stream in _streams[mark.Streams..])
            {
                _connection.OutgoingStreams.Remove(stream);
            }
        }

        new CallScope(_connection, _streams[mark.Streams..], _callbacks[mark.Callbacks..]).ReleaseAll();
        _streams.RemoveRange(mark.Streams, _streams.Count - mark.Streams);
        _callbacks.RemoveRange(mark.Callbacks, _callbacks.Count - mark.Callbacks);
        _longValues.RemoveRange(mark.LongValues, _longValues.Count - mark.LongValues);
        _attachedLength = mark.AttachedLength;
        Fault = null;
        _message.GoBackTo(mark.Length, mark.Attachments, mark.Rented);
    }

    /// <summary>The life of what was added; null where nothing was.</summary>
    public CallScope? TakeCallScope() =>
        _streams.Count + _callbacks.Count == 0 ? null : new CallScope(_connection, [.. _streams], [.. _callbacks]);

    /// <summary>Puts what the message announces before its first member, and lets its long values follow.</summary>
    public void Announce()
    {
        if (IsEmpty)
        {
            return;
        }

        ThrowIfAmbiguous();
        _message.ReplaceFirstByte(Announcement.Write(_message.Attachments, _longValues, _streams, _callbacks));
        if (_longValues.Count > 0)
        {
            _message.Continuation = new LongValueWriter([.. _longValues]).Next;
        }
    }

    /// <summary>
    /// Whether bytes of this length follow the line at once. Long values count on after the attached ones, so after the
    /// first long one all are.
    /// </summary>
    private bool CanFollow(int length) => _longValues.Count == 0 && length <= MessageReader.MaxAttachedLength - _attachedLength;

    private int AddAttachment(ReadOnlyMemory<byte> bytes)
    {
        _attachedLength += bytes.Length;
        _message.Attachments.Add(bytes);
        return _message.Attachments.Count - 1;
    }

    private int AddLong(LongValue value)
    {
        _longValues.Add(value);
        return _message.Attachments.Count + _longValues.Count - 1;
    }

    private void ThrowUnless(PeerFeatures feature, string what, string name)
    {
        if (_isPlain || !_connection.Peer.Can(feature))
        {
            throw new JsonException(what + (_isPlain ? "an answer within a batch cannot hold" : _connection.Peer.Refusal(name)));
        }
    }
}
