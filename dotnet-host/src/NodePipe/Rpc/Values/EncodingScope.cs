using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using NodePipe.Framing;
using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc.Values;

/// <summary>
/// The message that is being written on this thread: what its values announce at the top level. It is kept for the thread,
/// since the serializer hands no argument on to the converters.
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
    private ValueEncoder _encoder = null!;
    private OutgoingMessage _message = null!;
    private int _attachedLength;
    private bool _announcesNothing;

    /// <exception cref="InvalidOperationException">No message is being written: the converters serve NodePipe alone.</exception>
    public static EncodingScope Current => _current
        ?? throw new InvalidOperationException("Binary values, streams and functions can be written in a NodePipe message only.");

    /// <summary>Null where no message is being written.</summary>
    public static EncodingScope? CurrentOrNone => _current;

    /// <summary>What could not be written, and where the writing broke off; null while all could.</summary>
    public WriteFault? Fault { get; private set; }

    /// <summary>The call that the message makes, for the converters of its functions; null for other messages.</summary>
    public object? Call { get; set; }

    /// <summary>Attached bytes shorter than this are copied: their owner may change them before they are written. Default: none.</summary>
    public int CopiedBelow { get; set; }

    /// <summary>Whether values may go beside the JSON. A plain peer takes none, nor does a message that is a part of a batch.</summary>
    public bool CanAttach => !_announcesNothing && _encoder.Peer.Can(PeerFeatures.Attachments);

    /// <summary>The length in bytes of all values that follow the message in chunks.</summary>
    public long LongLength => _longValues.Count == 0 ? 0 : _longValues.Sum(value => (long)value.Length);

    /// <summary>The length in bytes of all values that are attached to the message.</summary>
    public int AttachedLength => _attachedLength;

    public IReadOnlyList<long> Streams => _streams;

    /// <summary>How many values the message announces.</summary>
    public int Announced => _message.Attachments.Count + _longValues.Count + _streams.Count + _callbacks.Count;

    public bool IsEmpty => Announced == 0;

    /// <summary>The most levels that may be open in what is written.</summary>
    public int DeepestLevel { get; private set; }

    /// <param name="encoder">By which the values are written.</param>
    /// <param name="message">The message.</param>
    /// <param name="wrappers">How many levels of it are not the values'.</param>
    /// <param name="announcesNothing">Whether it cannot announce anything. Default: it can.</param>
    public static EncodingScope Enter(ValueEncoder encoder, OutgoingMessage message, int wrappers, bool announcesNothing = false)
    {
        EncodingScope scope = _spare ?? new EncodingScope();
        _spare = null;
        scope.CopiedBelow = 0;
        scope.Fault = null;
        scope._encoder = encoder;
        scope._message = message;
        scope._announcesNothing = announcesNothing;
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
        Call = null;
        _streams.Clear();
        _callbacks.Clear();
        _longValues.Clear();
        _attachedLength = 0;
        _encoder = null!;
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
                && error is (JsonException and not ValueFaultException) or InvalidOperationException;
            writer.Flush();
            Fault = new WriteFault(isTooDeep ? new ValueFaultException(TooDeep, error) : error, WrittenPath.Of(_message.Line.Span));
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

    /// <summary>Attaches bytes; the result is their index in the message.</summary>
    /// <param name="bytes">The bytes, which must not change until they are written.</param>
    public int Attach(ReadOnlyMemory<byte> bytes)
    {
        bool isCopied = bytes.Length < CopiedBelow;
        if (!CanFollow(bytes.Length))
        {
            return AddLong(new LongValue(_encoder.NextLongNumber(), bytes.Length, isCopied ? bytes.ToArray() : bytes));
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
            return AddLong(new LongValue(_encoder.NextLongNumber(), length, Text: text));
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        _message.Rented.Add(rented);
        return AddAttachment(rented.AsMemory(0, Encoding.UTF8.GetBytes(text, rented)));
    }

    /// <summary>Writes the marker of a stream of this side, which is kept under this number.</summary>
    public void AddStream(Utf8JsonWriter writer, long number)
    {
        _streams.Add(number);
        Markers.Write(writer, Markers.Stream, number);
    }

    /// <summary>Writes the marker of a function of this side, which is kept under this number.</summary>
    public void AddCallback(Utf8JsonWriter writer, long number)
    {
        _callbacks.Add(number);
        Markers.Write(writer, Markers.Callback, number);
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
            throw new ValueFaultException("holds a function, which only the arguments of a call can carry");
        }
    }

    /// <summary>Data that looks like a marker in a message that announces such would be taken for one.</summary>
    public void ThrowIfAmbiguous() =>
        Markers.ThrowIfAmbiguous(_message.Line.Span, _message.Attachments.Count + _longValues.Count, _streams.Count, _callbacks.Count);

    /// <summary>What is announced up to here.</summary>
    public EncodingCheckpoint Mark() => new(
        _message.Line.Length, _message.Attachments.Count, _message.Rented.Count, _longValues.Count, _streams.Count, _callbacks.Count, _attachedLength);

    /// <summary>Takes back what was written and added since.</summary>
    /// <param name="mark">Where to go back to.</param>
    /// <param name="givesUpStreams">Whether their sources end, for nobody will send them.</param>
    public void GoBackTo(in EncodingCheckpoint mark, bool givesUpStreams)
    {
        if (!givesUpStreams)
        {
            foreach (long stream in _streams[mark.Streams..])
            {
                _encoder.Streams.Forget(stream);
            }
        }

        LifetimeOf(_streams[mark.Streams..], _callbacks[mark.Callbacks..]).ReleaseAll();
        _streams.RemoveRange(mark.Streams, _streams.Count - mark.Streams);
        _callbacks.RemoveRange(mark.Callbacks, _callbacks.Count - mark.Callbacks);
        _longValues.RemoveRange(mark.LongValues, _longValues.Count - mark.LongValues);
        _attachedLength = mark.AttachedLength;
        Fault = null;
        _message.GoBackTo(mark.Length, mark.Attachments, mark.Rented);
    }

    /// <summary>The life of what was added; null where nothing was.</summary>
    public CallLifetime? TakeLifetime() => _streams.Count + _callbacks.Count == 0 ? null : LifetimeOf([.. _streams], [.. _callbacks]);

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
            _message.Continuation = new LongValueChunker([.. _longValues], _message.Line.Length + _attachedLength);
        }
    }

    /// <summary>
    /// Whether bytes of this length follow the line at once. Long values count on after the attached ones, so after the
    /// first long one all are.
    /// </summary>
    private bool CanFollow(int length) => _longValues.Count == 0 && length <= MessageReader.MaxAttachedLength - _attachedLength;

    private CallLifetime LifetimeOf(List<long> streams, List<long> callbacks) =>
        new(_encoder.Streams, streams, _encoder.Functions, callbacks);

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
        if (_announcesNothing || !_encoder.Peer.Can(feature))
        {
            throw new ValueFaultException(what + (_announcesNothing ? "an answer within a batch cannot hold" : _encoder.Peer.Refusal(name)));
        }
    }
}
