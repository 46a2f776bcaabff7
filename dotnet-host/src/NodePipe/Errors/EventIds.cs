namespace NodePipe.Errors;

/// <summary>The ids of what is logged. They stay what they are: users filter by them.</summary>
internal static class EventIds
{
    // NodePipe.PipedProcess
    public const int FirstProcess = 101;
    public const int ProcessExited = 102;
    public const int LineListenerThrew = 103;
    public const int GroupUnwatched = 104;
    public const int WatchdogReplaced = 105;
    public const int WatchdogNotReplaced = 106;
    public const int WatchdogGivenUp = 107;

    // NodePipe.Child
    public const int OutputLine = 201;
    public const int ErrorLine = 202;

    // NodePipe.RpcConnection
    public const int PeerComplains = 301;
    public const int NoMessage = 302;
    public const int BadNotification = 303;
    public const int ListenerThrew = 304;
    public const int EndingThrew = 305;
}
