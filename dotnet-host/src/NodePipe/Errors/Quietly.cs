namespace NodePipe.Errors;

/// <summary>
/// Runs what belongs to the user and has no caller that could be told of an error, such as a log: what it throws stops nothing.
/// </summary>
internal static class Quietly
{
    public static void Run(Action action)
    {
        try
        {
            action();
        }
#pragma warning disable CA1031 // There is nobody left to tell.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
