namespace NodePipe.TestHost.Verbs;

/// <summary>Over what <see cref="FramesVerb"/> speaks.</summary>
internal sealed class FramesSettings
{
    /// <summary>The variables that hold the numbers of the descriptors; null where these are given here.</summary>
    public string[]? Environment { get; init; }

    /// <summary>The numbers of the descriptors; null for the standard streams.</summary>
    public int[]? Descriptors { get; init; }

    /// <summary>Whether it is tried in vain first, while so many descriptors are free.</summary>
    public int? FreeAtFirst { get; init; }
}

/// <summary>Sends each frame back, until nothing more comes. What it prints is no frame.</summary>
internal static class FramesVerb
{
    public static async Task<int> RunAsync(FramesSettings settings)
    {
        if (settings.FreeAtFirst is int free)
        {
            OpenInVain(settings, free);
        }

        await using MessageChannel channel = new(Open(settings), new MessageChannelOptions { Framing = MessageFraming.LengthPrefixed });
        await Console.Out.WriteLineAsync("a stray line");
        await foreach (ReadOnlyMemory<byte> frame in channel.ReadAllAsync())
        {
            await channel.SendAsync(frame);
        }

        await channel.CompleteAsync();
        return 0;
    }

    private static void OpenInVain(FramesSettings settings, int free)
    {
        Stack<FileStream> fillers = ScarceVerb.Fill();
        try
        {
            for (int i = 0; i < free; i++)
            {
                fillers.Pop().Dispose();
            }

            Open(settings);
        }
        catch (IOException)
        {
            // As it is to be.
        }
        finally
        {
            foreach (FileStream filler in fillers)
            {
                filler.Dispose();
            }
        }
    }

    private static Endpoint Open(FramesSettings settings) => settings switch
    {
        { Environment: [string read, string write] } => Endpoint.FromEnvironment(read, write),
        { Descriptors: [int read, int write] } => Endpoint.FromDescriptors(read, write),
        _ => Endpoint.StandardStreams(),
    };
}
