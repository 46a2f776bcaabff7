using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodePipe.Framing;

namespace NodePipe.Tests.Rpc;

/// <summary>A connection, and what stands at its other end: the test, which writes bytes and reads messages.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    private readonly PipeStream _writer;
    private readonly PipeStream _reader;
    private readonly MessageReader _messages = new();

    public RawPeer(RpcOptions? options = null)
    {
        PipePair toConnection = PipePair.Create();
        PipePair toPeer = PipePair.Create();
        _writer = toConnection.Writer;
        _reader = toPeer.Reader;
        Connection = new RpcConnection(toConnection.Reader, toPeer.Writer, options);
    }

    /// <summary>The side under test.</summary>
    public RpcConnection Connection { get; }

    public RawPeer Start()
    {
        Connection.Start();
        return this;
    }

    /// <summary>Introduces itself as a peer that knows everything, or these features alone.</summary>
    public async Task HelloAsync(long maxMessageLength = 268_435_456, string[]? features = null, int version = 1)
    {
        string names = JsonSerializer.Serialize(features ?? ["cancel", "progress", "streams", "callbacks", "attachments"]);
        await SendAsync($$$"""
            {"jsonrpc":"2.0","id":"hello","method":"nodepipe/hello","params":{"version":{{{version}}},"features":{{{names}}},"maxMessageLength":{{{maxMessageLength}}}}}
            """);
        JsonNode answer = await ReadAsync();
        Xunit.Assert.Equal("hello", answer["id"]?.GetValue<string>());
    }

    public Task SendAsync(string line) => SendBytesAsync(Encoding.UTF8.GetBytes(line + "\n"));

    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes) =>
        await _writer.WriteAsync(bytes).AsTask().WaitAsync(Limits.Wait);

    public void End() => _writer.Dispose();

    /// <summary>Closes what the connection writes to; what the connection reads stays open.</summary>
    public void StopReading() => _reader.Dispose();

    /// <summary>The next message; it must come.</summary>
    public async Task<JsonNode> ReadAsync() => (await ReadMessageAsync() ?? throw new EndOfStreamException("The connection ended.")).Message;

    /// <summary>The next message and what is attached to it; null at the end.</summary>
    public async Task<(JsonNode Message, byte[][] Attachments)?> ReadMessageAsync()
    {
        IncomingMessage message;
        while (!_messages.TryRead(out message))
        {
            int count = await _reader.ReadAsync(_messages.GetMemory()).AsTask().WaitAsync(Limits.Wait);
            if (count == 0)
            {
                return null;
            }

            _messages.Advance(count);
        }

        return (JsonNode.Parse(message.Line.Span, null, new JsonDocumentOptions { MaxDepth = 1000 })!, [.. message.Attachments.Select(attachment => attachment.Bytes.ToArray())]);
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await _writer.DisposeAsync();
        await _reader.DisposeAsync();
    }
}
