using System.Globalization;

namespace NodePipe.Processes;

/// <summary>The names of Linux's signals (<c>signal(7)</c>).</summary>
internal static class Signals
{
    public const int Terminate = 15;
    public const int Kill = 9;

    private static readonly string[] Names =
    [
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
        "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP",
        "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    public static bool IsKnown(int number) => number > 0 && number < Names.Length;

    public static string Name(int number) =>
        IsKnown(number) ? Names[number] : string.Create(CultureInfo.InvariantCulture, $"signal {number}");
}
