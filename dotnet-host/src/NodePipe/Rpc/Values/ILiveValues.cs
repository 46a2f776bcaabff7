namespace NodePipe.Rpc.Values;

/// <summary>
/// Where this side keeps what lives behind a marker while the other one uses it, by number: its streams, or its functions. A
/// converter puts a value in and announces the number; what happens to it then is nothing to the message that carried it.
/// </summary>
internal interface ILiveValues
{
    /// <summary>The other side does not use it any more, or never will: it ends.</summary>
    void Release(long number);

    /// <summary>Lets go of it without ending it: it is going to be put in again.</summary>
    void Forget(long number);
}

/// <summary>The streams of the other side, as far as a message that announces them is concerned.</summary>
internal interface IAnnouncedStreams
{
    /// <summary>Nobody here has taken it: the other side ends it.</summary>
    void Refuse(long number);

    /// <summary>It was taken, and its taker does not want it after all.</summary>
    void Cancel(long number);

    /// <summary>The call that carried it is answered: it ends, unless somebody has begun to read.</summary>
    void CancelUnread(long number);
}
