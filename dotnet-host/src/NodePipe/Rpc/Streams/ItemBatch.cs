using System.Text.Json;
using NodePipe.Rpc.Messages;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Streams;

/// <summary>
/// The items of a stream that go out in one message. Each is written when it is added, for its source may use the same
/// object again for the next.
/// </summary>
internal sealed class ItemBatch(
    OutgoingStreams streams, StreamSender sender, long stream, Action<ValueSerializer, Utf8JsonWriter, object?> writeItem)
{
    /// <summary>A batch of this length goes out in any case.</summary>
    public const int FullLength = 64 * 1024;

    // What the message may still announce before its first member: the lengths or numbers of what its items hold.
    private const int RoomForHeader = 128;
    private const int RoomForEach = 48;

    private static readonly ValuePlace Place = new("params[1]", "items", 0);

    private OutgoingMessage? _message;
    private EncodingScope? _scope;
    private int _count;

    /// <summary>Adds an item, and sends the batch where it is full.</summary>
    /// <exception cref="UnsendableValueException">The item cannot be carried.</exception>
    public async ValueTask AddAsync(object? item, CancellationToken cancellationToken)
    {
        if (_count == 0 || !TryAdd(item))
        {
            await SendAsync(cancellationToken).ConfigureAwait(false);
            Add(item);
        }

        // An item's own bytes, if they are many, are not copied: so they are out before its source goes on.
        if (_message!.Length + _scope!.AttachedLength + _scope.LongLength >= streams.LargestBatch)
        {
            await SendAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends what is gathered; completes when it is written.</summary>
    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (_count > 0)
        {
            await sender.Outbox.PostAsync(Close(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives up what is gathered.</summary>
    public void Discard()
    {
        if (_message is not null)
        {
            _scope!.Resume();
            _scope.TakeLifetime()?.ReleaseAll();
            _scope.Leave();
            MessagePool.Return(_message);
            _message = null;
        }
    }

    /// <summary>Adds it, unless the message as a whole would be impossible: alone it may still go.</summary>
    private bool TryAdd(object? item)
    {
        try
        {
            Add(item);
            return true;
        }
        catch (UnsendableValueException)
        {
            return false;
        }
    }

    private void Add(object? item)
    {
        OutgoingMessage message = Open();
        EncodingScope scope = _scope!;
        scope.Resume();
        EncodingCheckpoint mark = scope.Mark();
        Utf8JsonWriter writer = message.Json(scope.DeepestLevel);
        try
        {
            if (_count > 0)
            {
                message.Append(","u8);
            }

            writeItem(sender.Encoder.Serializer, writer, item);
            scope.ThrowIfFailed();
            writer.Flush();
            Check(message, scope, mark.Length);
            _count++;
        }
        catch (Exception error)
        {
            WriteFault fault = scope.Fail(error, writer);

            // An item that does not fit is added again, to a message of its own: its streams are not given up then.
            scope.GoBackTo(mark, givesUpStreams: _count == 0 || !(fault.IsOfValue || error is UnsendableValueException));
            if (fault.IsOfValue)
            {
                throw fault.ToUnsendable(Place);
            }

            throw;
        }
        finally
        {
            scope.Suspend();
        }
    }

    private void Check(OutgoingMessage message, EncodingScope scope, int start)
    {
        scope.ThrowIfFunctions();
        if (message.Body.Span[start..].IndexOf("{\"$"u8) >= 0)
        {
            scope.ThrowIfAmbiguous();
        }

        if (_count > 0)
        {
            sender.Encoder.ThrowIfTooLong(message.Length + RoomForHeader + (RoomForEach * scope.Announced));
        }
    }

    private OutgoingMessage Open()
    {
        if (_message is null)
        {
            _message = MessagePool.Rent();
            _scope = EncodingScope.Enter(sender.Encoder, _message, wrappers: 0);
            _scope.CopiedBelow = FullLength;
            _scope.Suspend();
            _message.Append("{\"jsonrpc\":\"2.0\",\"method\":\"$/stream/items\",\"params\":["u8);
            _message.Append(stream);
            _message.Append(",["u8);
        }

        return _message;
    }

    private OutgoingMessage Close()
    {
        OutgoingMessage message = _message!;
        _scope!.Resume();
        try
        {
            message.Append("]]}"u8);
            _scope.Announce();
            sender.Encoder.ThrowIfTooLong(Math.Max(message.Length, _scope.LongLength));
            _message = null;
            return message;
        }
        catch
        {
            _scope.TakeLifetime()?.ReleaseAll();
            MessagePool.Return(message);
            _message = null;
            throw;
        }
        finally
        {
            _count = 0;
            _scope.Leave();
        }
    }
}
