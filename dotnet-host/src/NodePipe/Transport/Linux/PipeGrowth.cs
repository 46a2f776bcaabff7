namespace NodePipe.Transport.Linux;

/// <summary>
/// Lets a pipe hold more once it is found full in the middle of something long: every time that it is full or empty, one
/// side has to be woken, which costs more than to copy what is in it.
/// </summary>
/// <remarks>
/// An unprivileged user has 64 MiB of pipes in all programs together, after which the system gives new ones less than usual.
/// So a pipe starts as the system makes it, and the grown ones of this process take a quarter of that at most.
/// </remarks>
internal sealed class PipeGrowth(bool isAllowed)
{
    /// <summary>How many bytes a pipe usually holds.</summary>
    public const int UsualCapacity = 64 * 1024;

    /// <summary>How many bytes a grown pipe holds.</summary>
    public const int GrownCapacity = 512 * 1024;

    /// <summary>What is left of a value for which it pays.</summary>
    public const int WorthwhileLength = 32 * 1024;

    private const int MostGrown = 32;

    private static int _grown;

    private bool _hasTried = !isAllowed;
    private bool _isGrown;

    /// <summary>Lets the pipe grow, unless that was tried before. Not for two threads at once.</summary>
    /// <returns>Whether it has more room now.</returns>
    public bool TryGrow(int descriptor)
    {
        if (_hasTried)
        {
            return false;
        }

        if (Interlocked.Increment(ref _grown) > MostGrown)
        {
            Interlocked.Decrement(ref _grown);
            return false;
        }

        _hasTried = true;
        _isGrown = LinuxIo.GetPipeCapacity(descriptor) < GrownCapacity && LinuxIo.TrySetPipeCapacity(descriptor, GrownCapacity);
        if (!_isGrown)
        {
            Interlocked.Decrement(ref _grown);
        }

        return _isGrown;
    }

    /// <summary>Nothing goes through the pipe any more: another one may grow in its stead.</summary>
    public void End()
    {
        if (_isGrown)
        {
            _isGrown = false;
            Interlocked.Decrement(ref _grown);
        }
    }
}
