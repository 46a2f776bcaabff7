using System.Globalization;
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

    /// <exception cref="InvalidOperationException">No message is being written: the converters serve NodePipe alone.</exception>
    public static EncodingScope Current => _current
        ?? throw new InvalidOperationException("Binary values, streams and functions can be written in a NodePipe message only.");

    /// <summary>Where calls back come from, in order; created by the first that needs it.</summary>
    public SerialQueue? Order { get; private set; }

    /// <summary>Whether the other side takes values beside the JSON. A plain peer does not.</summary>
    public bool CanAttach => _connection.Peer.Can(PeerFeatures.Attachments);

    /// <summary>The length in bytes of all values that follow the message in chunks.</summary>
    public long LongLength => _longValues.Sum(value => (long)value.Bytes.Length);

    public bool IsEmpty => _message.Attachments.Count + _longValues.Count + _streams.Count + _callbacks.Count == 0;

    /// <summary>By what the connection reads and writes values.</summary>
    public ValueSerializer Values => _connection.Values;

    /// <summary>The most levels that may be open in what is written.</summary>
    public int DeepestLevel { get; private set; }

    /// <param name="connection">Where the message goes.</param>
    /// <param name="message">The message.</param>
    /// <param name="wrappers">How many levels of it are not the values'.</param>
    public static EncodingScope Enter(RpcConnection connection, OutgoingMessage message, int wrappers)
    {
        EncodingScope scope = _spare ?? new EncodingScope();
        _spare = null;
        scope._connection = connection;
        scope._message = message;
        scope.DeepestLevel = ValueSerializer.MaxDepth + wrappers;
        scope._outer = _current;
        return _current = scope;
    }

    public void Leave()
    {
        _current = _outer;
        _outer = null;
        Order = null;
        _streams.Clear();
        _callbacks.Clear();
        _longValues.Clear();
        _attachedLength = 0;
        _spare = this;
    }

    public SerialQueue UseOrder() => Order ??= new SerialQueue();

    /// <summary>Attaches bytes; the result is their index in the message.</summary>
    /// <param name="bytes">The bytes, which must not change until they are written.</param>
    /// <param name="rented">The array of the pool that holds them, which goes back then; null where it is none.</param>
    public int Attach(ReadOnlyMemory<byte> bytes, byte[]? rented = null)
    {
        // Long values count on after the attached ones, so after the first long one all are.
        if (_longValues.Count == 0 && _attachedLength + bytes.Length <= MessageReader.MaxAttachedLength)
        {
            _attachedLength += bytes.Length;
            _message.Attachments.Add(bytes);
            if (rented is not null)
            {
                _message.Rented.Add(rented);
            }

            return _message.Attachments.Count - 1;
        }

        _longValues.Add(new LongValue(_connection.NextLongValue(), bytes, rented));
        return _message.Attachments.Count + _longValues.Count - 1;
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

        Markers.ThrowIfAmbiguous(_message.Line.Span, _message.Attachments.Count + _longValues.Count, _streams.Count, _callbacks.Count);
        StringBuilder header = new("{");
        if (_message.Attachments.Count + _longValues.Count > 0)
        {
            AppendMember(header, "$bin", _message.Attachments.Select(bytes => (long)bytes.Length));
        }

        if (_longValues.Count > 0)
        {
            header.Append("\"$long\":[").AppendJoin(',', _longValues.Select(
                value => string.Create(CultureInfo.InvariantCulture, $"[{value.Number},{value.Bytes.Length}]"))).Append("],");
            _message.Continuation = new LongValueWriter([.. _longValues]).Next;
        }

        if (_streams.Count > 0)
        {
            AppendMember(header, "$streams", _streams);
        }

        if (_callbacks.Count > 0)
        {
            AppendMember(header, "$callbacks", _callbacks);
        }

        _message.ReplaceFirstByte(Encoding.ASCII.GetBytes(header.ToString()));
    }

    private void ThrowUnless(PeerFeatures feature, string what, string name)
    {
        if (!_connection.Peer.Can(feature))
        {
            throw new JsonException(what + _connection.Peer.Refusal(name));
        }
    }

    private static void AppendMember(StringBuilder header, string name, IEnumerable<long> numbers) =>
        header.Append('"').Append(name).Append("\":[").AppendJoin(',', numbers).Append("],");
}
