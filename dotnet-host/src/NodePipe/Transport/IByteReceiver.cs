namespace NodePipe.Transport;

/// <summary>Takes the bytes of a <see cref="ByteSource"/>, one batch after another, never two at once.</summary>
internal interface IByteReceiver
{
    /// <summary>Where the next bytes go: room for at least one.</summary>
    Memory<byte> GetMemory();

    /// <summary>
    /// This many bytes have been put there. Must not wait and must not run users' code; what the bytes set free is kept
    /// for <see cref="Release"/>.
    /// </summary>
    /// <returns>Whether more may come now; if not, <see cref="ByteSource.Resume"/> says when.</returns>
    bool Advance(int count);

    /// <summary>
    /// Runs what the bytes have set free, users' code among it. More bytes may be read meanwhile, by another thread.
    /// </summary>
    /// <param name="isThreadSpare">
    /// Whether the calling thread may be kept: another one takes over the reading. If not, users' code goes to the pool.
    /// </param>
    /// <returns>Whether a caller has gone on here and waits for the next bytes, it alone.</returns>
    bool Release(bool isThreadSpare);

    /// <summary>Nothing follows; with the reason, where it was no end of file.</summary>
    void End(Exception? error);
}
