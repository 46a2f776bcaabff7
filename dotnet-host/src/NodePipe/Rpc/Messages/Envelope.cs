using System.Buffers.Text;
using System.Text.Json;

namespace NodePipe.Rpc.Messages;

/// <summary>What a line of JSON turned out to be.</summary>
internal enum EnvelopeKind
{
    Malformed,
    Invalid,
    Request,
    Notification,
    Response,
    Batch,
}

/// <summary>
/// The top level of a message, without a look into what it carries: the parts are ranges of the line's bytes.
/// </summary>
internal ref struct Envelope
{
    // Deeper than any value may be: what is too deep is to fail where the value is read, as an error of that call.
    private const int MaxDepth = 1_000_000;

    private Envelope(EnvelopeKind kind)
    {
        Kind = kind;
        Id = MessageId.Null;
    }

    public EnvelopeKind Kind;
    public MessageId Id;
    public string? Method;
    public bool HasMethod;
    public ReadOnlySpan<byte> Params;
    public ReadOnlySpan<byte> Result;
    public ReadOnlySpan<byte> Error;
    public ReadOnlySpan<byte> Streams;
    public ReadOnlySpan<byte> Callbacks;
    public ReadOnlySpan<byte> LongValues;
    public string? TraceParent;
    public string? TraceState;
    public bool HasAttachments;
    public bool WantsProgress;

    /// <summary>Whether its values may hold markers.</summary>
    public readonly bool HasMarkers => HasAttachments || Streams.Length > 0 || Callbacks.Length > 0;

    private static ReadOnlySpan<byte> ResponseBegin => "{\"jsonrpc\":\"2.0\",\"id\":"u8;

    private static ReadOnlySpan<byte> ResultMember => ",\"result\":"u8;

    /// <summary>
    /// The response in the form in which it should be written, recognised without parsing. Its result is not checked yet:
    /// where it proves to be no JSON value, <see cref="Parse"/> tells what the line is.
    /// </summary>
    public static bool TryReadUsualResult(ReadOnlySpan<byte> line, out long id, out ReadOnlySpan<byte> result)
    {
        result = default;
        if (!TryReadId(line, out id, out int digits))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line[(ResponseBegin.Length + digits)..];
        if (!rest.StartsWith(ResultMember) || rest[^1] != (byte)'}')
        {
            return false;
        }

        result = rest[ResultMember.Length..^1];
        return true;
    }

    /// <summary>The request that the response is for with which a line ends, behind something that is no message.</summary>
    public static bool TryReadTorn(ReadOnlySpan<byte> line, out long id)
    {
        id = 0;
        int start = line.LastIndexOf(ResponseBegin);
        return start > 0 && line[^1] == (byte)'}' && TryReadId(line[start..], out id, out _);
    }

    public static Envelope Parse(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader reader = new(line, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!reader.Read())
            {
                return new Envelope(EnvelopeKind.Malformed);
            }

            Envelope envelope = reader.TokenType switch
            {
                JsonTokenType.StartObject => ParseObject(ref reader, line),
                JsonTokenType.StartArray => SkipWhole(ref reader, EnvelopeKind.Batch),
                _ => new Envelope(EnvelopeKind.Invalid),
            };

            // Reads to the end of the line: what follows the value makes it no JSON.
            while (reader.Read())
            {
            }

            return envelope;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The second is a name with half a surrogate pair, which is no text.
            return new Envelope(EnvelopeKind.Malformed);
        }
    }

    private static bool TryReadId(ReadOnlySpan<byte> line, out long id, out int digits)
    {
        id = 0;
        digits = 0;
        return line.StartsWith(ResponseBegin) && Utf8Parser.TryParse(line[ResponseBegin.Length..], out id, out digits);
    }

    private static Envelope SkipWhole(scoped ref Utf8JsonReader reader, EnvelopeKind kind)
    {
        reader.Skip();
        return new Envelope(kind);
    }

    private static Envelope ParseObject(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        Envelope envelope = new(EnvelopeKind.Invalid);
        Seen seen = Seen.Nothing;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Seen member = MemberOf(in reader);
            reader.Read();
            JsonTokenType type = reader.TokenType;
            int start = (int)reader.TokenStartIndex;
            if (member is Seen.Version)
            {
                seen |= type == JsonTokenType.String && reader.ValueTextEquals("2.0"u8) ? Seen.Version : Seen.Nothing;
            }
            else if (member is Seen.Id)
            {
                bool isId = type is JsonTokenType.Number or JsonTokenType.String or JsonTokenType.Null;
                seen |= isId ? Seen.Id : Seen.Wrong;
                envelope.Id = isId ? MessageId.From(in reader) : MessageId.Null;
            }
            else if (member is Seen.Method)
            {
                seen |= type == JsonTokenType.String ? Seen.Method : Seen.Wrong;
                envelope.Method = type == JsonTokenType.String ? reader.GetString() : null;
                envelope.HasMethod = true;
            }
            else if (member is Seen.Params)
            {
                seen |= type is JsonTokenType.StartArray or JsonTokenType.StartObject ? Seen.Params : Seen.Wrong;
            }
            else if (member is Seen.TraceParent or Seen.TraceState && type == JsonTokenType.String)
            {
                envelope.Trace(member, reader.GetString());
            }
            else
            {
                seen |= member;
            }

            reader.Skip();
            envelope.Assign(member, type, line[start..(int)reader.BytesConsumed]);
        }

        envelope.Kind = KindOf(seen);
        return envelope;
    }

    private void Trace(Seen member, string? value)
    {
        if (member == Seen.TraceParent)
        {
            TraceParent = value;
        }
        else
        {
            TraceState = value;
        }
    }

    private void Assign(Seen member, JsonTokenType type, ReadOnlySpan<byte> value)
    {
        bool isArray = type == JsonTokenType.StartArray;
        switch (member)
        {
            case Seen.Params:
                Params = value;
                break;
            case Seen.Result:
                Result = value;
                break;
            case Seen.Error:
                Error = value;
                break;
            case Seen.Streams when isArray:
                Streams = value;
                break;
            case Seen.Callbacks when isArray:
                Callbacks = value;
                break;
            case Seen.LongValues when isArray:
                LongValues = value;
                break;
            case Seen.Attachments:
                HasAttachments = isArray;
                break;
            case Seen.Progress:
                WantsProgress = type == JsonTokenType.True;
                break;
        }
    }

    private static EnvelopeKind KindOf(Seen seen)
    {
        bool isAnswer = seen.HasFlag(Seen.Result) != seen.HasFlag(Seen.Error);
        return !seen.HasFlag(Seen.Version) || seen.HasFlag(Seen.Wrong) ? EnvelopeKind.Invalid
            : seen.HasFlag(Seen.Method) ? seen.HasFlag(Seen.Id) ? EnvelopeKind.Request : EnvelopeKind.Notification
            : isAnswer && seen.HasFlag(Seen.Id) ? EnvelopeKind.Response
            : EnvelopeKind.Invalid;
    }

    private static Seen MemberOf(scoped in Utf8JsonReader reader) =>
        reader.ValueTextEquals("jsonrpc"u8) ? Seen.Version
        : reader.ValueTextEquals("id"u8) ? Seen.Id
        : reader.ValueTextEquals("method"u8) ? Seen.Method
        : reader.ValueTextEquals("params"u8) ? Seen.Params
        : reader.ValueTextEquals("result"u8) ? Seen.Result
        : reader.ValueTextEquals("error"u8) ? Seen.Error
        : reader.ValueTextEquals("$bin"u8) ? Seen.Attachments
        : reader.ValueTextEquals("$streams"u8) ? Seen.Streams
        : reader.ValueTextEquals("$callbacks"u8) ? Seen.Callbacks
        : reader.ValueTextEquals("$long"u8) ? Seen.LongValues
        : reader.ValueTextEquals("$progress"u8) ? Seen.Progress
        : reader.ValueTextEquals("traceparent"u8) ? Seen.TraceParent
        : reader.ValueTextEquals("tracestate"u8) ? Seen.TraceState
        : Seen.Nothing;

    [Flags]
    private enum Seen
    {
        Nothing = 0,
        Version = 1,
        Id = 2,
        Method = 4,
        Params = 8,
        Result = 16,
        Error = 32,
        Wrong = 64,
        Attachments = 128,
        Streams = 256,
        Callbacks = 512,
        LongValues = 1024,
        Progress = 2048,
        TraceParent = 4096,
        TraceState = 8192,
    }
}
