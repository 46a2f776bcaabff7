namespace NodePipe.Bench.Shared;

/// <summary>The bytes that are measured: random ones.</summary>
internal static class SampleBytes
{
    public static byte[] Create(int length, int seed)
    {
        byte[] bytes = new byte[length];
#pragma warning disable CA5394 // Nothing here is secret.
        new Random(seed).NextBytes(bytes);
#pragma warning restore CA5394
        return bytes;
    }

    public static bool AreSame(byte[] left, byte[] right) => left.AsSpan().SequenceEqual(right);
}
