namespace NodePipe.TestHost.Verbs;

/// <summary>What <see cref="HoldVerb"/> holds.</summary>
internal sealed class HoldSettings
{
    public IReadOnlyList<ChannelSettings> Channels { get; init; } = [];
}

/// <summary>
/// Holds several channels, whose children serve, and comes to the end that it is told on standard input: <c>fail fast</c>,
/// <c>throw</c>, <c>complete</c> (it closes what the children read and lives on), <c>dispose</c>. The end of the input
/// disposes them too.
/// </summary>
internal static class HoldVerb
{
    public static async Task<int> RunAsync(HoldSettings settings)
    {
        LineChannel[] channels = [.. settings.Channels.Select(channel => LineChannel.Start(channel.ToOptions()))];
        await Task.WhenAll(channels.Select(ServesAsync));
        Report.Write(new { held = channels.Select(channel => channel.Process.Id) });
        while (await Console.In.ReadLineAsync() is string command and not "dispose")
        {
            await ObeyAsync(command, channels);
        }

        await Task.WhenAll(channels.Select(channel => channel.DisposeAsync().AsTask()));
        Report.Write(new { disposed = channels.Length });
        return 0;
    }

    private static async Task ServesAsync(LineChannel channel)
    {
        await channel.SendAsync("hello");
        await foreach (string _ in channel.ReadLinesAsync())
        {
            return;
        }
    }

    private static Task ObeyAsync(string command, LineChannel[] channels)
    {
        switch (command)
        {
            case "fail fast":
                Environment.FailFast("The test wants it.");
                break;
            case "throw":
                new Thread(() => throw new InvalidOperationException("The test wants it.")).Start();
                break;
            case "complete":
                return Task.WhenAll(channels.Select(channel => channel.CompleteAsync()));
            default:
                throw new ArgumentException($"'{command}' is no command.");
        }

        return Task.CompletedTask;
    }
}
