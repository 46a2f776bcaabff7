using System.Text.Json;
using NodePipe.Errors;
using NodePipe.Framing;

namespace NodePipe;

/// <summary>How values are written, and what the two sides of a connection may make each other hold.</summary>
public class RpcSettings
{
    internal const int DefaultMaxOpenCalls = 65_536;

    /// <summary>
    /// The longest message in bytes that is read; a longer one ends the connection. What is sent obeys the limit that the
    /// other side told in its hello. Default: 256 MiB.
    /// </summary>
    public int MaxMessageLength { get; set; } = FrameReader.DefaultMaxFrameLength;

    /// <summary>
    /// How many bytes the other side may make this one hold in all: answers until they are written, notifications that wait
    /// for their turn, texts and progress that wait for their listener, and messages whose long values have not all come. One
    /// byte more ends the connection, unless it is of one thing alone. Not less than <see cref="MaxMessageLength"/>. Default: 256
    /// MiB, or <see cref="MaxMessageLength"/> where that is more.
    /// </summary>
    public long? MaxBufferedBytes { get; set; }

    /// <summary>
    /// How many calls of the other side may be open at once, and how many of this one. One more of the other side is
    /// answered by an error, one more of this side is an <see cref="InvalidOperationException"/>. As many handlers of
    /// notifications run at once beside them, and further ones wait. The other side has a limit of its own. Default: 65,536.
    /// </summary>
    public int MaxOpenCalls { get; set; } = DefaultMaxOpenCalls;

    /// <summary>Whether an exception that a handler throws takes its stack along to the other side. Default: true.</summary>
    public bool SendStackTraces { get; set; } = true;

    /// <summary>
    /// Receives lines that are text, not messages.
    /// It runs on a thread of the pool, one line after another; no reader and no call waits for it, but later lines do, and
    /// <see cref="RpcConnection.Completion"/> for a second. What it throws is logged and otherwise ignored. Default: none; without
    /// one, a text line is answered by an error.
    /// </summary>
    public Action<string>? OnText { get; set; }

    /// <summary>
    /// Receives an answer that belongs to no open call, as its line, in the same way as <see cref="OnText"/>. Default: it
    /// is dropped.
    /// </summary>
    public Action<string>? OnUnclaimedAnswer { get; set; }

    /// <summary>A field, for the binder's source generator takes every property for one that a file may hold.</summary>
    internal JsonSerializerOptions? Serializer;

    /// <summary>Begins with the defaults.</summary>
    public RpcSettings()
    {
    }

    private protected RpcSettings(RpcSettings other)
    {
        MaxMessageLength = other.MaxMessageLength;
        MaxBufferedBytes = other.MaxBufferedBytes;
        MaxOpenCalls = other.MaxOpenCalls;
        SendStackTraces = other.SendStackTraces;
        OnText = other.OnText;
        OnUnclaimedAnswer = other.OnUnclaimedAnswer;
        Serializer = other.Serializer;
    }

    /// <summary><see cref="MaxBufferedBytes"/>, or its default.</summary>
    internal long BufferLimit => MaxBufferedBytes ?? Math.Max(MaxMessageLength, FrameReader.DefaultMaxFrameLength);

    internal virtual RpcSettings Copy() => (RpcSettings)MemberwiseClone();

    /// <param name="faults">Where the faults go.</param>
    /// <param name="path">What stands before the names: the way to this object from what the user holds.</param>
    internal void Check(OptionFaults faults, string path = "")
    {
        faults.CheckPositive(path + nameof(MaxMessageLength), MaxMessageLength);
        faults.CheckAtLeast(path + nameof(MaxBufferedBytes), MaxBufferedBytes, path + nameof(MaxMessageLength), MaxMessageLength);
        faults.CheckPositive(path + nameof(MaxOpenCalls), MaxOpenCalls);
    }
}
