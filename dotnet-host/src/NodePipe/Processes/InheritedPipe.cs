namespace NodePipe;

/// <summary>An anonymous pipe that a child inherits at a descriptor number of the caller's choice.</summary>
public sealed record InheritedPipe
{
    private InheritedPipe(int descriptor, bool isReadByChild, int bufferSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(descriptor, 3);
        ArgumentOutOfRangeException.ThrowIfNegative(bufferSize);
        Descriptor = descriptor;
        IsReadByChild = isReadByChild;
        BufferSize = bufferSize;
    }

    /// <summary>The number in the child: 3 or more (0 to 2 are its standard streams).</summary>
    public int Descriptor { get; }

    /// <summary>True where the child reads and the host writes; false the other way round.</summary>
    public bool IsReadByChild { get; }

    /// <summary>
    /// The pipe's capacity in bytes; 0 leaves the system's default (64 KiB on Linux), and lets a
    /// <see cref="NodeProcess"/> or a <see cref="LineChannel"/> grow it once something long goes through it. Linux rounds up
    /// to a power of two, allows an unprivileged user up to <c>/proc/sys/fs/pipe-max-size</c> (1 MiB), and ignores more.
    /// </summary>
    public int BufferSize { get; }

    /// <summary>Whether nobody has chosen its capacity.</summary>
    internal bool MayGrow => BufferSize == 0;

    /// <summary>Whether the child reads nothing from it but the end of its host, so it stays open as long as the child lives.</summary>
    internal bool IsLifeline { get; private init; }

    /// <summary>A pipe that the host writes and the child reads.</summary>
    public static InheritedPipe ReadByChild(int descriptor, int bufferSize = 0) => new(descriptor, true, bufferSize);

    /// <summary>A pipe that the child writes and the host reads.</summary>
    public static InheritedPipe WrittenByChild(int descriptor, int bufferSize = 0) => new(descriptor, false, bufferSize);

    /// <summary>A pipe whose end tells the child that its host is gone.</summary>
    internal static InheritedPipe Lifeline(int descriptor) => new(descriptor, true, 0) { IsLifeline = true };
}
