using System.Buffers;

namespace NodePipe.Framing;

/// <summary>
/// The bytes of one value that travels beside the JSON. It alone owns its array, which grows as bytes come and never
/// because many are announced; who takes the bytes gets that array or a copy, but nobody else does.
/// </summary>
/// <param name="length">How many bytes are announced.</param>
/// <param name="isPooled">Whether the array is the pool's and goes back there: right for bytes that become text.</param>
internal sealed class Attachment(int length, bool isPooled)
{
    // What has come is trusted this many times over: a first chunk of 512 KiB is copied once on the way to 32 MiB.
    private const int Trust = 64;

    private byte[] _array = [];
    private bool _isTaken;

    public int Length => length;

    /// <summary>How many bytes have come.</summary>
    public int Filled { get; private set; }

    /// <summary>What has come, valid until <see cref="Return"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _array.AsSpan(0, Filled);

    /// <summary>The place of the next bytes, at most as many as are missing. The last one asked for is valid.</summary>
    public Memory<byte> GetRoom(int count)
    {
        int needed = Filled + count;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(needed, length);
        if (needed > _array.Length)
        {
            Grow((int)Math.Min(length, Math.Max(needed, (long)Trust * Filled)));
        }

        return _array.AsMemory(Filled, count);
    }

    /// <summary>This many bytes have been put there.</summary>
    public void Advance(int count) => Filled += count;

    /// <summary>The bytes as an array of the caller's own: this one where it is nobody else's, otherwise a copy.</summary>
    public byte[] ToArray()
    {
        if (isPooled || _isTaken)
        {
            return Bytes.ToArray();
        }

        _isTaken = true;
        return _array;
    }

    /// <summary>All is read: the pool gets its array back. May be called again.</summary>
    public void Return()
    {
        if (isPooled && _array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
            _array = [];
            Filled = 0;
        }
    }

    private void Grow(int capacity)
    {
        byte[] larger = isPooled ? ArrayPool<byte>.Shared.Rent(capacity) : GC.AllocateUninitializedArray<byte>(capacity);
        Bytes.CopyTo(larger);
        if (isPooled && _array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = larger;
    }
}
