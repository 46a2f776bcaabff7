namespace NodePipe.Rpc.Calls;

/// <summary>
/// Whether this thread reads for a connection just now. The converters of results run on it; one that blocked until another
/// answer is read would wait for ever. Kept for the thread, because the serializer hands no argument on to converters.
/// </summary>
internal static class ReadingThread
{
    [ThreadStatic]
    private static bool _isCurrent;

    /// <summary>What is done from now on is done while reading.</summary>
    /// <returns>What <see cref="Leave"/> is to be given.</returns>
    public static bool Enter()
    {
        bool before = _isCurrent;
        _isCurrent = true;
        return before;
    }

    /// <param name="before">What <see cref="Enter"/> has given.</param>
    public static void Leave(bool before) => _isCurrent = before;

    /// <exception cref="InvalidOperationException">A call that blocks this thread could never get its answer.</exception>
    public static void ThrowIfCurrent()
    {
        if (_isCurrent)
        {
            throw new InvalidOperationException(
                "A converter of a result must not block until another call is answered: it runs on the thread that reads the answers. "
                + "Read the result first, and make the call behind it.");
        }
    }
}
