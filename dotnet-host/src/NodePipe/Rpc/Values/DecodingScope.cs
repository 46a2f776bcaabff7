using System.Text.Json;
using NodePipe.Framing;
using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc.Values;

/// <summary>
/// The message that is being read on this thread: what the markers in its values stand for. It is kept for the thread, since
/// the serializer hands no argument on to the converters.
/// </summary>
internal sealed class DecodingScope
{
    [ThreadStatic]
    private static DecodingScope? _current;

    private readonly IAnnouncedStreams _otherSide;
    private readonly Attachment[] _attachments;
    private readonly HashSet<long> _streams;
    private readonly HashSet<long> _callbacks;
    private readonly HashSet<long> _taken = [];

    private DecodingScope(IAnnouncedStreams otherSide, IncomingMessage message, in Envelope envelope, CallLifetime? lifetime)
    {
        _otherSide = otherSide;
        _attachments = message.Attachments;
        _streams = [.. Numbers.Parse(envelope.Streams)];
        _callbacks = [.. Numbers.Parse(envelope.Callbacks)];
        Lifetime = lifetime;
    }

    /// <summary>Null where the message announces nothing: what looks like a marker is ordinary data then.</summary>
    public static DecodingScope? Current => _current;

    /// <summary>What the streams in it keep alive: the arguments of the call that it answers; null where it answers none.</summary>
    public CallLifetime? Lifetime { get; }

    /// <summary>Whether it announces streams or functions.</summary>
    public bool HasLive => _streams.Count + _callbacks.Count > 0;

    public bool HasAttachments => _attachments.Length > 0;

    /// <summary>How many bytes are attached to the message.</summary>
    public long AttachedLength => _attachments.Sum(attachment => (long)attachment.Length);

    /// <summary>What the markers in a message stand for; null where it announces none.</summary>
    /// <param name="otherSide">The streams of the other side.</param>
    /// <param name="message">The message.</param>
    /// <param name="envelope">Its top level.</param>
    /// <param name="lifetime">What its streams keep alive. Default: nothing.</param>
    public static DecodingScope? Of(
        IAnnouncedStreams otherSide, IncomingMessage message, in Envelope envelope, CallLifetime? lifetime = null) =>
        envelope.HasMarkers ? new DecodingScope(otherSide, message, envelope, lifetime) : null;

    public void Enter() => _current = this;

    public static void Exit() => _current = null;

    /// <summary>The values of a message are read, or cannot be; nothing else of it will.</summary>
    public static void Exit(DecodingScope? scope, IncomingMessage message)
    {
        Exit();
        scope?.RefuseRest();
        message.ReturnAttachments();
    }

    /// <summary>What was read has no taker after all.</summary>
    public void CancelTaken()
    {
        foreach (long stream in _taken)
        {
            _otherSide.Cancel(stream);
        }
    }

    /// <summary>The call that carried them is answered: streams that nobody has begun to read will not be.</summary>
    public void CancelUnread()
    {
        foreach (long stream in _taken)
        {
            _otherSide.CancelUnread(stream);
        }
    }

    /// <summary>All is read: tells the other side which of its streams nobody took.</summary>
    public void RefuseRest()
    {
        foreach (long stream in _streams)
        {
            if (!_taken.Contains(stream))
            {
                _otherSide.Refuse(stream);
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

    /// <summary>Reads the marker of an announced function, if the reader stands at one.</summary>
    public bool TryTakeCallback(ref Utf8JsonReader reader, out long number) =>
        Markers.TryRead(ref reader, Markers.Callback, out number) && _callbacks.Contains(number);

    /// <summary>Reads the marker of an announced stream that nobody has taken yet, if the reader stands at one.</summary>
    /// <param name="reader">Moves behind the marker of such a stream alone.</param>
    /// <param name="number">Its number.</param>
    public bool TryTakeStream(ref Utf8JsonReader reader, out long number)
    {
        Utf8JsonReader ahead = reader;
        if (!Markers.TryRead(ref ahead, Markers.Stream, out number) || !_streams.Contains(number) || !_taken.Add(number))
        {
            return false;
        }

        reader = ahead;
        return true;
    }

    private static bool IsUnknown(Utf8JsonReader reader, ReadOnlySpan<byte> marker, int count) =>
        Markers.TryRead(ref reader, marker, out long index) && (index < 0 || index >= count);

    private static bool IsUnknown(Utf8JsonReader reader, ReadOnlySpan<byte> marker, HashSet<long> announced) =>
        Markers.TryRead(ref reader, marker, out long number) && !announced.Contains(number);
}
