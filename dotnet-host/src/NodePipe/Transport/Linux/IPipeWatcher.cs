namespace NodePipe.Transport.Linux;

/// <summary>Who is told by <see cref="EpollThreads"/> what happens to a pipe.</summary>
internal interface IPipeWatcher
{
    /// <summary>The pipe is ready. Must not wait and must not run users' code.</summary>
    /// <param name="isHangUp">Whether nobody holds the other end any more.</param>
    /// <returns>Whether something is to be released.</returns>
    bool React(bool isHangUp);

    /// <summary>Runs what has been set free, users' code among it.</summary>
    /// <param name="isThreadSpare">Whether the calling thread may be kept: another one waits for all pipes.</param>
    /// <returns>Whether a caller has gone on here and waits for the next event, it alone.</returns>
    bool Release(bool isThreadSpare) => false;

    /// <summary>One of the others has thrown this: nothing more of the pipe is told.</summary>
    void GiveUp(Exception error);
}
