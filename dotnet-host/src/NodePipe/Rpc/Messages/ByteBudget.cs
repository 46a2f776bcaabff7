namespace NodePipe.Rpc.Messages;

/// <summary>What the other side can make this one hold.</summary>
internal enum HeldKind
{
    /// <summary>Answers until they are written.</summary>
    Answers,

    /// <summary>Notifications that wait for their turn.</summary>
    Notifications,

    /// <summary>Lines that wait for their listener.</summary>
    Texts,

    /// <summary>Reports that wait for their listener.</summary>
    Progress,

    /// <summary>Messages whose long values have not all come.</summary>
    LongValues,
}

/// <summary>
/// Counts the bytes that the other side makes this one hold, all kinds together: one that sends without end, or never reads,
/// cannot fill the memory. Any thread may count.
/// </summary>
/// <param name="most">The most bytes that may be held.</param>
internal sealed class ByteBudget(long most)
{
    /// <summary>What it takes to hold anything, however short it is: nothing is free.</summary>
    public const int Each = 500;

    private static readonly string[] Names =
    [
        "answers that it has not read",
        "notifications that wait for their turn",
        "lines of text that wait for their listener",
        "progress that waits for its listener",
        "messages whose long values have not all come",
    ];

    // A counter for each kind and none for the sum: every answer is counted, and one addition is enough then.
    private readonly long[] _held = new long[Names.Length];

    /// <summary>Counts what is to be held.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="bytes">How many bytes.</param>
    /// <param name="ofOne">How many with what is held of the same thing already. Default: nothing is.</param>
    /// <exception cref="NodeProtocolException">It would be too much, and is not counted. One thing alone never is: it has a limit of its own.</exception>
    public void Add(HeldKind kind, long bytes, long ofOne = 0)
    {
        long ofKind = Interlocked.Add(ref _held[(int)kind], bytes);
        long all = Sum();
        if (all <= most || all <= Math.Max(ofOne, bytes))
        {
            return;
        }

        Release(kind, bytes);
        throw new NodeProtocolException(
            $"The other side makes this one hold {all} bytes, {ofKind} of them in {Names[(int)kind]}; MaxBufferedBytes allows {most}. Raise it, or send less at once and read what comes.");
    }

    /// <summary>What was counted is held no longer.</summary>
    public void Release(HeldKind kind, long bytes) => Interlocked.Add(ref _held[(int)kind], -bytes);

    private long Sum()
    {
        long sum = 0;
        foreach (ref long held in _held.AsSpan())
        {
            sum += Volatile.Read(ref held);
        }

        return sum;
    }
}
