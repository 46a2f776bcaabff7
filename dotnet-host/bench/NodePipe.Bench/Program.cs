using NodePipe.Bench;
using static NodePipe.Bench.Shared.BenchProgram;

// NodePipe.Bench <measurement> [arguments]: one measurement in a process of its own, so that none warms another up.
// Results go to standard output, one JSON object of numbers a line.
return await RunAsync(() => args switch
{
    ["environment"] => EnvironmentReport.WriteAsync(),
    ["round-trip", string variant, string rounds, string warmUpRounds, string warmUpMilliseconds] =>
        RoundTrip.MeasureAsync(variant, Number(rounds), Number(warmUpRounds), Number(warmUpMilliseconds)),
    ["long-line", string mebibytes, string runs] => LongLine.MeasureAsync(Number(mebibytes), Number(runs)),
    ["first-reply", string runs] => FirstReply.MeasureAsync(Number(runs)),
    ["idle-memory", string module, string runs] => IdleMemory.MeasureAsync(module, Number(runs)),
    ["child-death", string runs] => ChildDeath.MeasureAsync(Number(runs)),
    ["small-calls", string module, string rounds, string warmUpMilliseconds] =>
        SmallCalls.MeasureAsync(module, Number(rounds), Number(warmUpMilliseconds)),
    ["callers", string module, string callers, string milliseconds] =>
        Callers.MeasureAsync(module, Number(callers), Number(milliseconds)),
    ["echo", string module, string kind, string length, string milliseconds] =>
        Echo.MeasureAsync(module, kind, Number(length), Number(milliseconds)),
    ["text-forms", string module, string length, string milliseconds] =>
        TextForms.MeasureAsync(module, Number(length), Number(milliseconds)),
    ["pipe-variants", string writer, string reader, string length, string milliseconds, .. string[] command] =>
        PipeVariants.MeasureAsync(writer, reader, Number(length), Number(milliseconds), command),
    ["hold-children", string program] => HeldChildren.HoldAsync(program),
    _ => throw new BenchException($"No such measurement: '{string.Join(' ', args)}'. See Program.cs for the list."),
});
