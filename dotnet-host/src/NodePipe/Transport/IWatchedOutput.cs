namespace NodePipe.Transport;

/// <summary>A stream to write to that tells by itself when nobody reads it any more, also where nothing is being written.</summary>
internal interface IWatchedOutput
{
    /// <summary>
    /// Has this called once, when the reader is gone; at once, where it is already. It must not wait and must not run users'
    /// code.
    /// </summary>
    void WhenReaderGone(Action<Exception> told);
}
