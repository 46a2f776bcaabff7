using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NodePipe.Rpc.Calls;

/// <summary>A call whose result is a <typeparamref name="T"/>; with no type, its result is not looked at.</summary>
internal sealed class PendingCall<T>(PendingCalls calls, string method, JsonTypeInfo<T>? type)
    : PendingCall(calls, method)
{
    private readonly TaskCompletionSource<T> _completion = new();
    private T _result = default!;
    private Exception? _error;
    private CancellationToken _cancelledBy;

    public Task<T> Task => _completion.Task;

    /// <summary>The call is not made.</summary>
    public void Refuse(Exception error) => _completion.TrySetException(error);

    /// <inheritdoc cref="Refuse(Exception)"/>
    public void Refuse(CancellationToken cancellationToken) => _completion.TrySetCanceled(cancellationToken);

    /// <summary>Blocks until the result is there.</summary>
    public T GetResult()
    {
        Wait(Task);
        return Task.GetAwaiter().GetResult();
    }

    /// <summary>Gets the result on the reader's thread, before the next message is looked at; it must not wait.</summary>
    public Action<T>? OnRead { get; init; }

    protected override Type ResultType => typeof(T);

    protected override void Complete()
    {
        if (_error is not null)
        {
            _completion.TrySetException(_error);
        }
        else if (_cancelledBy.IsCancellationRequested)
        {
            _completion.TrySetCanceled(_cancelledBy);
        }
        else
        {
            _completion.TrySetResult(_result);
        }
    }

    protected override Exception? Read(ReadOnlySpan<byte> result, bool isChecked)
    {
        try
        {
            if (type is not null)
            {
                _result = JsonSerializer.Deserialize(result, type)!;
            }
            else if (!isChecked && !result.SequenceEqual("null"u8))
            {
                // Nobody looks at it, but an answer without a result would pass for one.
                ThrowIfNoValue(result);
            }

            OnRead?.Invoke(_result);
            return null;
        }
#pragma warning disable CA1031 // The caller's own types run here, and may throw anything: an error of this call.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error;
        }
    }

    private static void ThrowIfNoValue(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        while (reader.Read())
        {
        }
    }

    protected override void SetException(Exception error)
    {
        _error = error;
    }

    protected override void SetCanceled(CancellationToken cancellationToken)
    {
        _cancelledBy = cancellationToken;
    }
}
