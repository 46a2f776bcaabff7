using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Framing;
using NodePipe.Rpc.Streams;

namespace NodePipe.Rpc.Values;

/// <summary>The message that is being read on this thread: what the markers in its values stand for.</summary>
internal sealed class DecodingScope
{
    [ThreadStatic]
    private static DecodingScope? _current;

    private readonly RpcConnection _connection;
    private readonly Attachment[] _attachments;
    private readonly HashSet<long> _streams;
    private readonly HashSet<long> _callbacks;
    private readonly CallScope? _callScope;
    private readonly HashSet<long> _taken = [];

    public DecodingScope(
        RpcConnection connection, IncomingMessage message, ReadOnlySpan<byte> streams, ReadOnlySpan<byte> callbacks, CallScope? callScope)
    {
        _connection = connection;
        _attachments = message.Attachments;
        _streams = [.. Numbers.Parse(streams)];
        _callbacks = [.. Numbers.Parse(callbacks)];
        _callScope = callScope;
    }

    /// <summary>Null where the message announces nothing: what looks like a marker is ordinary data then.</summary>
    public static DecodingScope? Current => _current;

    /// <summary>Whether it announces streams or functions.</summary>
    public bool HasLive => _streams.Count + _callbacks.Count > 0;

    public bool HasAttachments => _attachments.Length > 0;

    public void Enter() => _current = this;

    public static void Exit() => _current = null;

    /// <summary>What was read has no taker after all.</summary>
    public void CancelTaken()
    {
        foreach (long stream in _taken)
        {
            if (_connection.IncomingStreams.TryGet(stream, out IncomingStream? taken))
            {
                taken!.Cancel();
            }
        }
    }

    /// <summary>The call that carried them is answered: streams that nobody has begun to read will not be.</summary>
    public void CancelUnread()
    {
        foreach (long stream in _taken)
        {
            if (_connection.IncomingStreams.TryGet(stream, out IncomingStream? taken))
            {
                taken!.CancelUnread();
            }
        }
    }

    /// <summary>All is read: tells the other side which of its streams nobody took.</summary>
    public void RefuseRest()
    {
        foreach (long stream in _streams)
        {
            if (!_taken.Contains(stream))
            {
                _connection.IncomingStreams.Refuse(stream);
            }
        }
    }

    /// <summary>The attachment of this index; null where there is none.</summary>
    public Attachment? AttachmentAt(long index) => index >= 0 && index < _attachments.Length ? _attachments[index] : null;

    /// <summary>What is wrong with the markers in a value, or null: of an announced kind none may be without announcement.</summary>
    public string? FaultOf(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (json.Length > 0 && reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject
                && ((_attachments.Length > 0 && IsUnknown(reader, Markers.Bytes, _attachments.Length))
                    || (_attachments.Length > 0 && IsUnknown(reader, Markers.Text, _attachments.Length))
                    || (_streams.Count > 0 && IsUnknown(reader, Markers.Stream, _streams))
                    || (_callbacks.Count > 0 && IsUnknown(reader, Markers.Callback, _callbacks))))
            {
                return "A marker stands for something that the message does not announce.";
            }
        }

        return null;
    }

    /// <summary>Whether the reader stands at the marker of an announced stream.</summary>
    public bool IsStream(Utf8JsonReader reader) =>
        Markers.TryRead(ref reader, Markers.Stream, out long number) && _streams.Contains(number);

    /// <summary>Whether the reader stands at the marker of an announced function.</summary>
    public bool IsCallback(Utf8JsonReader reader) =>
        Markers.TryRead(ref reader, Markers.Callback, out long number) && _callbacks.Contains(number);

    /// <summary>The announced function at whose marker the reader stands, if it stands at one.</summary>
    public RemoteFunction? TryReadFunction(ref Utf8JsonReader reader) =>
        Markers.TryRead(ref reader, Markers.Callback, out long number) && _callbacks.Contains(number)
            ? new RemoteFunction(_connection, number)
            : null;

    /// <summary>This side's end of the announced stream at whose marker the reader stands, if it stands at one.</summary>
    /// <param name="reader">Moves behind the marker of such a stream alone.</param>
    /// <param name="itemType">How an item is read. Default: by the connection.</param>
    public IncomingStream<T>? TryReadStream<T>(ref Utf8JsonReader reader, JsonTypeInfo<T>? itemType = null)
    {
        Utf8JsonReader ahead = reader;
        if (!Markers.TryRead(ref ahead, Markers.Stream, out long number) || !_streams.Contains(number) || !_taken.Add(number))
        {
            return null;
        }

        reader = ahead;
        IncomingStream<T> stream = new(_connection, number, _callScope, itemType ?? _connection.Values.Resolve<T>());
        _connection.IncomingStreams.Add(stream);
        return stream;
    }

    private static bool IsUnknown(Utf8JsonReader reader, ReadOnlySpan<byte> marker, int count) =>
        Markers.TryRead(ref reader, marker, out long index) && (index < 0 || index >= count);

    private static bool IsUnknown(Utf8JsonReader reader, ReadOnlySpan<byte> marker, HashSet<long> announced) =>
        Markers.TryRead(ref reader, marker, out long number) && !announced.Contains(number);
}
