namespace NodePipe.Errors;

/// <summary>For errors of which nobody is left who could be told: they stop nothing.</summary>
internal static class Quietly
{
    /// <summary>Runs what belongs to the user and has no caller, such as a log.</summary>
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

    /// <summary>
    /// Takes note of how a task ends that may be given up: a failure that nobody hears of any more is no
    /// <see cref="TaskScheduler.UnobservedTaskException"/> of the host.
    /// </summary>
    public static void Observe(Task task) => _ = task.ContinueWith(
        static ended => _ = ended.Exception, CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
