using System.Buffers;
using System.Text;
using System.Text.Json;
using NodePipe.Framing;

namespace NodePipe.Rpc.Messages;

/// <summary>A message on its way out: JSON written straight into a pooled buffer, and what is attached to it.</summary>
#pragma warning disable CA1001 // The writer of JSON owns nothing but a reference to this buffer.
internal sealed class OutgoingMessage : IBufferWriter<byte>
#pragma warning restore CA1001
{
    private const int UsualSize = 512;
    private const int LargestKept = 64 * 1024;
    private const int UsualDepth = 1000;

    // Before the body, for what a framing puts there: so it need not be moved.
    private const int HeaderRoom = 32;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // The reader of a line is a JSON parser, not a browser; and the serializer checks what it writes.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = UsualDepth,
        SkipValidation = true,
    };

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(UsualSize);
    private int _start = HeaderRoom;
    private int _end = HeaderRoom;
    private Utf8JsonWriter? _json;

    /// <summary>The message, or the text; before it is sealed.</summary>
    public ReadOnlyMemory<byte> Body => _bytes.AsMemory(HeaderRoom, Length);

    /// <summary>The length of the body in bytes, which limits count; before it is sealed.</summary>
    public int Length => _end - HeaderRoom;

    /// <summary>What goes out before the attachments: the body, and what marks it off.</summary>
    public ReadOnlyMemory<byte> Frame => _bytes.AsMemory(_start, _end - _start);

    /// <summary>What follows the frame, in order.</summary>
    public List<ReadOnlyMemory<byte>> Attachments { get; } = [];

    /// <summary>Arrays of the pool that hold attachments; they go back when the message is written.</summary>
    public List<byte[]> Rented { get; } = [];

    /// <summary>What follows the message in parts, with others in between; null where it is whole.</summary>
    public IMessageContinuation? Continuation { get; set; }

    /// <summary>Whether its buffer is of a usual size.</summary>
    public bool IsWorthKeeping => _bytes.Length <= LargestKept;

    /// <summary>How many bytes are held until it is written, its long values among them.</summary>
    public long HeldLength => Continuation?.HeldLength ?? (_bytes.Length + AttachedLength);

    /// <summary>The length in bytes of all that is attached to it.</summary>
    public int AttachedLength
    {
        get
        {
            int length = 0;
            foreach (ReadOnlyMemory<byte> attachment in Attachments)
            {
                length += attachment.Length;
            }

            return length;
        }
    }

    /// <summary>A line of text.</summary>
    /// <exception cref="ArgumentException">The text holds a line end, or what ends a frame of this framing.</exception>
    public static OutgoingMessage FromText(string text, MessageFraming framing)
    {
        LineWriter.ThrowIfLineEnd(text);
        OutgoingMessage message = MessagePool.Rent();
        int length = Encoding.UTF8.GetMaxByteCount(text.Length);
        message.Advance(Encoding.UTF8.GetBytes(text, message.GetSpan(length)));
        try
        {
            framing.ThrowIfUnsendable(message.Body.Span);
            return message;
        }
        catch
        {
            MessagePool.Return(message);
            throw;
        }
    }

    /// <summary>A writer of JSON at the end of what is there. Flush it before anything else is appended.</summary>
    /// <param name="maxDepth">
    /// How many levels may be open in it; one more is an <see cref="InvalidOperationException"/>. Default: enough for what is
    /// not the user's.
    /// </param>
    public Utf8JsonWriter Json(int? maxDepth = null)
    {
        if (_json is null || (maxDepth is int depth && _json.Options.MaxDepth != depth))
        {
            _json = new Utf8JsonWriter(this, WriterOptions with { MaxDepth = maxDepth ?? UsualDepth });
        }
        else
        {
            _json.Reset(this);
        }

        return _json;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _end += bytes.Length;
    }

    public void Append(long number)
    {
        const int MostDigits = 20;
        number.TryFormat(GetSpan(MostDigits), out int digits, default, System.Globalization.CultureInfo.InvariantCulture);
        _end += digits;
    }

    /// <summary>Takes back what was appended after this length.</summary>
    public void Truncate(int length) => _end = HeaderRoom + length;

    /// <summary>Takes back what was appended, attached and rented after these.</summary>
    public void GoBackTo(int length, int attachments, int rented)
    {
        Truncate(length);
        Attachments.RemoveRange(attachments, Attachments.Count - attachments);
        foreach (byte[] bytes in Rented[rented..])
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        Rented.RemoveRange(rented, Rented.Count - rented);
    }

    /// <summary>Puts bytes in the place of the first one.</summary>
    public void ReplaceFirstByte(ReadOnlySpan<byte> bytes)
    {
        GetSpan(bytes.Length);
        Span<byte> body = _bytes.AsSpan(HeaderRoom);
        body[1..Length].CopyTo(body[bytes.Length..]);
        bytes.CopyTo(body);
        _end += bytes.Length - 1;
    }

    /// <summary>Marks it off as a frame: the last thing that is done to it, and done once.</summary>
    public void Seal(MessageFraming framing)
    {
        int length = Length;
        if (framing.MaxHeaderLength > 0)
        {
            Span<byte> room = _bytes.AsSpan(0, HeaderRoom);
            int header = framing.WriteHeader(room, length);
            _start = HeaderRoom - header;
            room[..header].CopyTo(room[_start..]);
        }

        Append(framing.TrailerOf(Body.Span));
    }

    public void Advance(int count) => _end += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _bytes.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _bytes.AsSpan(_end);
    }

    /// <summary>Writes all of it: in one write, where the room for gathering is enough.</summary>
    public async ValueTask WriteToAsync(Stream stream, Memory<byte> room)
    {
        int offset = Frame.Length;
        if (offset + AttachedLength <= room.Length)
        {
            Frame.CopyTo(room);
            foreach (ReadOnlyMemory<byte> attachment in Attachments)
            {
                attachment.CopyTo(room[offset..]);
                offset += attachment.Length;
            }

            await stream.WriteAsync(room[..offset], CancellationToken.None).ConfigureAwait(false);
            return;
        }

        await stream.WriteAsync(Frame, CancellationToken.None).ConfigureAwait(false);
        foreach (ReadOnlyMemory<byte> attachment in Attachments)
        {
            await stream.WriteAsync(attachment, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Makes it an empty message. What it had rented goes back; its own buffer stays.</summary>
    public void Clear()
    {
        _start = HeaderRoom;
        _end = HeaderRoom;
        Attachments.Clear();
        foreach (byte[] rented in Rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        Rented.Clear();
        Continuation = null;
    }

    /// <summary>Gives the buffer of an empty message back.</summary>
    public void ReturnBuffer()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void MakeRoom(int sizeHint)
    {
        int needed = _end + Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, 2L * _bytes.Length), Array.MaxLength));
        _bytes.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
