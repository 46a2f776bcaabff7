using System.Globalization;

namespace NodePipe.Bound;

/// <summary>Options as text, a line an option, named one by one: an ahead-of-time compiled program does not know their properties by itself.</summary>
internal sealed class Described(TextWriter output)
{
    public void Write(string name, NodeProcessOptions options)
    {
        WriteChild(name, options);
        Write(name, "StartTimeout", options.StartTimeout);
        Write(name, "CallTimeout", options.CallTimeout);
        WriteSettings($"{name}.Rpc", options.Rpc);
    }

    public void Write(string name, LineChannelOptions options)
    {
        WriteChild(name, options);
        Write(name, "Program", options.Program);
        Write(name, "MaxMessageLength", options.MaxMessageLength);
    }

    public void Write(string name, PipedProcessOptions options)
    {
        WriteProcess(name, options);
        Write(name, "FileName", options.FileName);
        Write(name, "RedirectStandardInput", options.RedirectStandardInput);
        Write(name, "RedirectStandardOutput", options.RedirectStandardOutput);
    }

    public void Write(string name, RpcOptions options)
    {
        WriteSettings(name, options);
        Write(name, "CallTimeout", options.CallTimeout);
        Write(name, "SaysHello", options.SaysHello);
        Write(name, "HelloTimeout", options.HelloTimeout);
    }

    public void Write(string name, MessageChannelOptions options)
    {
        Write(name, "MaxMessageLength", options.MaxMessageLength);
        Write(name, "MaxWaitingBytes", options.MaxWaitingBytes);
    }

    private void WriteSettings(string name, RpcSettings settings)
    {
        Write(name, "MaxMessageLength", settings.MaxMessageLength);
        Write(name, "MaxBufferedBytes", settings.MaxBufferedBytes);
        Write(name, "MaxOpenCalls", settings.MaxOpenCalls);
        Write(name, "SendStackTraces", settings.SendStackTraces);
    }

    private void WriteChild(string name, NodeChildOptions options)
    {
        WriteProcess(name, options);
        Write(name, "NodePath", options.NodePath);
        Write(name, "NodeArguments", string.Join(' ', options.NodeArguments));
        Write(name, "ChildProgramFolder", options.ChildProgramFolder);
        Write(name, "Transport", options.Transport);
        Write(name, "PipeCapacity", options.PipeCapacity);
    }

    private void WriteProcess(string name, ProcessOptions options)
    {
        Write(name, "WorkingDirectory", options.WorkingDirectory);
        Write(name, "Environment", string.Join(' ', options.Environment
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Value is null ? $"without {pair.Key}" : $"{pair.Key}={pair.Value}")));
        Write(name, "Launcher", options.Launcher);
        Write(name, "ErrorTailLines", options.ErrorTailLines);
        Write(name, "ExitTimeout", options.ExitTimeout);
        Write(name, "TerminateTimeout", options.TerminateTimeout);
    }

    private void Write(string name, string option, object? value) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}.{option} = {value}").TrimEnd());
}
