using NodePipe.Peers.Peers;
using NodePipe.Peers.Works;
using static NodePipe.Bench.Shared.BenchProgram;

// NodePipe.Peers <folder of the Node side> <warm-up in milliseconds> <work> [arguments] -- [C program and its arguments]: one
// work in a process of its own, the peers and the C program in turn.
// Results go to standard output, one JSON object a line, with the peer's name.
return await RunAsync(() =>
{
    if (args is ["environment"])
    {
        return EnvironmentReport.WriteAsync();
    }

    int end = Array.IndexOf(args, "--");
    (string folder, int warmUp, string[] work) = end >= 0 && args[..end] is [string first, string second, .. string[] rest]
        ? (Path.GetFullPath(first), Number(second), rest)
        : throw new BenchException("Say the folder of the Node side, the warm-up, the work, and -- behind it.");
    PeerFactory factory = new(folder, TimeSpan.FromMilliseconds(warmUp), new Floor(args[(end + 1)..]));
    return work switch
    {
        ["small-calls", string peers, string repetitions, string rounds] =>
            SmallCalls.MeasureAsync(factory, peers, Number(repetitions), Number(rounds)),
        ["callers", string peers, string repetitions, string callers, string milliseconds] =>
            Callers.MeasureAsync(factory, peers, Number(repetitions), Number(callers), Number(milliseconds)),
        ["echo", string peers, string kind, string length, string repetitions, string rounds] =>
            Echoes.MeasureAsync(factory, peers, kind, Number(length), Number(repetitions), Number(rounds)),
        ["render", string peers, string rows, string repetitions, string rounds] =>
            Rendering.MeasureAsync(factory, peers, Number(rows), Number(repetitions), Number(rounds)),
        ["first-answer", string peers, string runs] => FirstAnswer.MeasureAsync(factory, peers, Number(runs)),
        ["idle-memory", string peers, string runs] => IdleMemory.MeasureAsync(factory, peers, Number(runs)),
        ["fairness", string direction, string length, string runs] =>
            Fairness.MeasureAsync(folder, direction, Number(length), Number(runs)),
        _ => throw new BenchException($"No such work: '{string.Join(' ', work)}'. See Program.cs for the list."),
    };
});
