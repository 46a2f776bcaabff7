namespace NodePipe.Tests.Calls;

/// <summary>An async sequence that tells how far it has been read.</summary>
internal sealed class Source(int count, bool failAtEnd = false) : IAsyncEnumerable<int>
{
    private int _made;

    /// <summary>How many items it has made.</summary>
    public int Made => Volatile.Read(ref _made);

    /// <summary>Whether its reading has ended, at its end or before.</summary>
    public bool IsDisposed { get; private set; }

    public async IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        try
        {
            for (int i = 0; i < count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Interlocked.Increment(ref _made);
                yield return i;
                await Task.Yield();
            }

            if (failAtEnd)
            {
                throw new InvalidDataException("the source failed");
            }
        }
        finally
        {
            IsDisposed = true;
        }
    }
}
