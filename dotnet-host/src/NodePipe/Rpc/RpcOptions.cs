using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace NodePipe.Rpc;

/// <summary>How calls are made and answered.</summary>
public sealed class RpcOptions
{
    /// <summary>
    /// How values become JSON and back. Default: System.Text.Json's web defaults (camelCase). The options are copied;
    /// converters for binary values, streams and functions are added behind the caller's own.
    /// </summary>
    public JsonSerializerOptions? SerializerOptions { get; init; }

    /// <summary>How long a call may take unless it says otherwise. Default: without end.</summary>
    public TimeSpan CallTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>The longest message in bytes, in either direction. Default: 256 MiB.</summary>
    public int MaxMessageLength { get; init; } = Framing.LineReader.DefaultMaxLineLength;

    /// <summary>How many calls may be open at once in each direction. Default: 65,536.</summary>
    public int MaxOpenCalls { get; init; } = 65_536;

    /// <summary>Whether an exception that a handler throws takes its stack along to the other side. Default: true.</summary>
    public bool SendStackTraces { get; init; } = true;

    /// <summary>Receives lines that are text, not messages. Default: none; a text line is answered by an error.</summary>
    public Action<string>? OnText { get; init; }

    /// <summary>Receives an answer that belongs to no open call, as its line. Default: it is dropped.</summary>
    public Action<string>? OnUnclaimedAnswer { get; init; }

    /// <summary>The clock of every time-out. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The log. Default: none.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    internal void Validate()
    {
        List<string> faults = [];
        if (CallTimeout <= TimeSpan.Zero && CallTimeout != Timeout.InfiniteTimeSpan)
        {
            faults.Add($"CallTimeout is not positive ({CallTimeout})");
        }

        if (MaxMessageLength <= 0)
        {
            faults.Add($"MaxMessageLength is not positive ({MaxMessageLength})");
        }

        if (MaxOpenCalls <= 0)
        {
            faults.Add($"MaxOpenCalls is not positive ({MaxOpenCalls})");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"The options of the connection are wrong: {string.Join("; ", faults)}.");
        }
    }
}
