using System.Threading.Channels;

namespace NodePipe.Console;

/// <summary>One conversation with a child, from its start to its end.</summary>
internal sealed class Session : IDisposable
{
    private readonly NodeProcess _node;
    private readonly Screen _screen;
    private readonly ChannelReader<string> _replies;
    private readonly RoundTrips _roundTrips = new(TimeProvider.System);
    private readonly Commands _commands;
    private readonly CancellationTokenSource _stopping = new();

    private Session(NodeProcess node, Screen screen, ChannelReader<string> replies)
    {
        _node = node;
        _screen = screen;
        _replies = replies;
        _commands = new Commands(node, screen, _roundTrips, _stopping.Token);
    }

    /// <summary>Starts the child, talks until either side ends, and returns the host's exit code.</summary>
    public static async Task<int> RunAsync(
        Screen screen, string? module, string node, LauncherKind launcher, ChildTransport transport)
    {
        using Interrupts interrupts = new();
        Channel<string> replies = Channel.CreateUnbounded<string>();
        try
        {
            NodeProcessOptions options = new()
            {
                NodePath = node,
                Launcher = launcher,
                Transport = transport,
                WorkingDirectory = Environment.CurrentDirectory,
                Rpc = { OnText = line => replies.Writer.TryWrite(line), OnUnclaimedAnswer = line => replies.Writer.TryWrite(line) },
                OnOutputLine = line => screen.WriteError($"[child] {line}"),
                OnErrorLine = line => screen.WriteError($"[child] {line}"),
            };
            await using NodeProcess process = await (module is null
                ? NodeProcess.StartAsync(options, interrupts.Asked)
                : NodeProcess.StartAsync(module, options, interrupts.Asked));
            _ = process.Connection.Completion.ContinueWith(_ => replies.Writer.TryComplete(), TaskScheduler.Default);
            using Session session = new(process, screen, replies.Reader);
            return await session.RunAsync(interrupts);
        }
        catch (OperationCanceledException) when (interrupts.ExitCode is int code)
        {
            return code;
        }
        catch (Exception error) when (error is NodePipeException or PlatformNotSupportedException
            or ArgumentException or IOException or UnauthorizedAccessException)
        {
            screen.WriteError(error.Message);
            return ExitCodes.Failed;
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task<int> RunAsync(Interrupts interrupts)
    {
        _screen.WriteHint($"Node child {_node.Process.Id} is listening. Type a line, or .help; exit or Ctrl+D ends it.");
        _commands.ShowExports();
        Task replies = ShowRepliesAsync();
        Task input = SendInputAsync();
        Task asked = WhenCancelledAsync(interrupts.Asked);
        Task first = await Task.WhenAny(replies, asked, _screen.OutputFailed, WhenFailedAsync(input));
        _screen.LeavePrompt();
        if (first == asked)
        {
            await _stopping.CancelAsync();
            _screen.WriteHint("Stopping the child; Ctrl+C again forces it.");
            ProcessExit stopped = await _node.Process.StopAsync(interrupts.Forced);
            _screen.WriteHint($"Stopped: {stopped.Describe()}.");
            return interrupts.ExitCode ?? ExitCodes.Failed;
        }

        if (_screen.OutputFailed.IsCompleted)
        {
            await _stopping.CancelAsync();
            await _node.Process.StopAsync(interrupts.Asked);
            return ExitCodes.OfOutputFailure(await _screen.OutputFailed, _screen);
        }

        await first;
        ProcessExit exit = await _node.Process.StopAsync(interrupts.Asked);
        return exit.IsSuccess ? 0 : throw exit.ToException("The child ended");
    }

    private async Task ShowRepliesAsync()
    {
        await foreach (string reply in _replies.ReadAllAsync())
        {
            _screen.WriteLine(reply);
            _roundTrips.Receive();
        }
    }

    private async Task SendInputAsync()
    {
        ChannelReader<string> lines = InputLines.Start();
        _screen.ShowPrompt();
        await foreach (string line in lines.ReadAllAsync())
        {
            _screen.LeavePrompt();
            if (!await _commands.TryRunAsync(line))
            {
                if (line == "exit")
                {
                    // A module takes no text; the end of its input ends it.
                    break;
                }

                await SendAsync(line);
            }

            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            _screen.ShowPrompt();
        }

        await _node.Process.CompleteInputAsync();
    }

    private async Task SendAsync(string line)
    {
        bool expectsReply = TypedLine.IsAnswered(line);
        _roundTrips.Send(expectsReply);
        try
        {
            await _node.Connection.SendTextAsync(line);
        }
        catch (ArgumentException error)
        {
            // The library does not carry every text; the next line has nothing to do with that.
            _roundTrips.TakeBack(expectsReply);
            _screen.WriteError($"This line was not sent: {error.Message}");
        }
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
