using System.Threading.Channels;
using NodePipe.Errors;
using NodePipe.Hosting;
using NodePipe.Processes;

namespace NodePipe.Console;

/// <summary>One conversation with a child, from its start to its end.</summary>
internal sealed class Session
{
    private const int Failed = 1;

    private readonly NodeProcess _node;
    private readonly Screen _screen;
    private readonly ChannelReader<string> _replies;
    private readonly RoundTrips _roundTrips = new(TimeProvider.System);
    private readonly Commands _commands;

    private Session(NodeProcess node, Screen screen, ChannelReader<string> replies)
    {
        _node = node;
        _screen = screen;
        _replies = replies;
        _commands = new Commands(node, screen, _roundTrips);
    }

    /// <summary>Starts the child, talks until either side ends, and returns the host's exit code.</summary>
    public static async Task<int> RunAsync(string? module, string node, LauncherKind launcher, ChildTransport transport)
    {
        using Interrupts interrupts = new();
        Screen screen = new();
        Channel<string> replies = Channel.CreateUnbounded<string>();
        NodeProcessOptions options = new()
        {
            NodePath = node,
            Launcher = launcher,
            Transport = transport,
            WorkingDirectory = Environment.CurrentDirectory,
            OnText = line => replies.Writer.TryWrite(line),
            OnUnclaimedAnswer = line => replies.Writer.TryWrite(line),
            OnOutputLine = line => screen.WriteError($"[child] {line}"),
            OnErrorLine = line => screen.WriteError($"[child] {line}"),
        };
        try
        {
            await using NodeProcess process = await (module is null
                ? NodeProcess.StartAsync(options, interrupts.Asked)
                : NodeProcess.StartAsync(module, options, interrupts.Asked));
            _ = process.Connection.Closed.ContinueWith(_ => replies.Writer.TryComplete(), TaskScheduler.Default);
            return await new Session(process, screen, replies.Reader).RunAsync(interrupts);
        }
        catch (OperationCanceledException) when (interrupts.ExitCode is int code)
        {
            return code;
        }
        catch (Exception error) when (error is NodePipeException or PlatformNotSupportedException)
        {
            screen.WriteError(error.Message);
            return Failed;
        }
    }

    private async Task<int> RunAsync(Interrupts interrupts)
    {
        _screen.WriteHint($"Node child {_node.Process.Id} is listening. Type a line, or .help; exit or Ctrl+D ends it.");
        _commands.ShowExports();
        Task replies = ShowRepliesAsync();
        Task input = SendInputAsync();
        Task asked = WhenCancelledAsync(interrupts.Asked);
        Task first = await Task.WhenAny(replies, asked, WhenFailedAsync(input));
        _screen.LeavePrompt();
        if (first == asked)
        {
            _screen.WriteHint("Stopping the child; Ctrl+C again forces it.");
            ProcessExit stopped = await _node.Process.StopAsync(interrupts.Forced);
            _screen.WriteHint($"Stopped: {stopped.Describe()}.");
            return interrupts.ExitCode ?? Failed;
        }

        await first;
        ProcessExit exit = await _node.Process.StopAsync(interrupts.Asked);
        return exit.IsSuccess ? 0 : throw exit.ToException("The child ended");
    }

    private async Task ShowRepliesAsync()
    {
        try
        {
            await foreach (string reply in _replies.ReadAllAsync())
            {
                _screen.WriteLine(reply);
                _roundTrips.Receive();
            }
        }
        catch (IOException)
        {
            // Nobody reads standard output any more, as behind `head`.
        }
    }

    private async Task SendInputAsync()
    {
        _screen.ShowPrompt();
        await foreach (string line in InputLines.Start().ReadAllAsync())
        {
            _screen.LeavePrompt();
            if (!await _commands.TryRunAsync(line))
            {
                if (line == "exit")
                {
                    // A module takes no text; the end of its input ends it.
                    break;
                }

                _roundTrips.Send(expectsReply: TypedLine.IsAnswered(line));
                await _node.Connection.SendTextAsync(line);
            }

            _screen.ShowPrompt();
        }

        await _node.Process.CompleteInputAsync();
    }

    /// <summary>Ends only if the task fails; a child that is gone is told of at the end.</summary>
    private static async Task WhenFailedAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
    }

    private static Task WhenCancelledAsync(CancellationToken token)
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(cancelled.SetResult);
        return cancelled.Task;
    }
}
