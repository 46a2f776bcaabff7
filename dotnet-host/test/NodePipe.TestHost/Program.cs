using NodePipe.TestHost;
using NodePipe.TestHost.Verbs;

return args switch
{
    ["echo", string settings] => await EchoVerb.RunAsync(Settings.Read<EchoSettings>(settings)),
    ["talk", string settings] => await TalkVerb.RunAsync(Settings.Read<ChannelSettings>(settings)),
    ["run", string settings] => await RunVerb.RunAsync(Settings.Read<ProcessSettings>(settings)),
    ["leak", string settings] => await LeakVerb.RunAsync(Settings.Read<LeakSettings>(settings)),
    ["scarce", string settings] => await ScarceVerb.RunAsync(Settings.Read<ScarceSettings>(settings)),
    ["scarceKill", string settings] => await ScarceKillVerb.RunAsync(Settings.Read<ScarceKillSettings>(settings)),
    ["starve", string settings] => await StarveVerb.RunAsync(Settings.Read<StarveSettings>(settings)),
    ["failedStarts", string settings] => await FailedStartsVerb.RunAsync(Settings.Read<FailedStartsSettings>(settings)),
    ["endure", string settings] => await EndureVerb.RunAsync(Settings.Read<EndureSettings>(settings)),
    ["hold", string settings] => await HoldVerb.RunAsync(Settings.Read<HoldSettings>(settings)),
    ["frames", string settings] => await FramesVerb.RunAsync(Settings.Read<FramesSettings>(settings)),
    ["serve", ..] => await ServeVerb.RunAsync(args[1..]),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: NodePipe.TestHost echo|talk|run|leak|scarce|scarceKill|starve|failedStarts|hold|frames <settings as JSON>, or serve <anything>");
    return 2;
}
