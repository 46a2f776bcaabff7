using NodePipe.Transport.Linux;

namespace NodePipe.Transport;

/// <summary>Takes the standard input and output away from everybody else in this process.</summary>
internal static class StandardStreams
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Error = 2;

    private static int _isTaken;

    /// <exception cref="InvalidOperationException">They have been taken before.</exception>
    /// <exception cref="IOException">The system has no more descriptors.</exception>
    public static (Stream Input, Stream Output) Take()
    {
        if (Interlocked.Exchange(ref _isTaken, 1) != 0)
        {
            throw new InvalidOperationException("The standard streams of this process are an endpoint already.");
        }

        try
        {
            (Stream, Stream) streams = OperatingSystem.IsLinux()
                ? TakeDescriptors()
                : (Console.OpenStandardInput(), Console.OpenStandardOutput());
            Console.SetOut(Console.Error);
            return streams;
        }
        catch
        {
            // A later try may succeed.
            Volatile.Write(ref _isTaken, 0);
            throw;
        }
    }

    /// <summary>Also what prints without .NET, and what children print, goes to standard error.</summary>
    private static (Stream Input, Stream Output) TakeDescriptors()
    {
        Stream? input = null;
        Stream? output = null;
        try
        {
            input = Descriptors.OpenToRead(Duplicate(Input));
            output = Descriptors.OpenToWrite(Duplicate(Output));
            using FileStream nothing = new("/dev/null", FileMode.Open, FileAccess.Read);

            // Behind all that there may be no room for: what failed before has taken nothing away.
            _ = LinuxIo.DuplicateTo((int)nothing.SafeFileHandle.DangerousGetHandle(), Input);
            _ = LinuxIo.DuplicateTo(Error, Output);
            return (input, output);
        }
        catch
        {
            input?.Dispose();
            output?.Dispose();
            throw;
        }
    }

    private static int Duplicate(int descriptor)
    {
        int duplicate = LinuxIo.Duplicate(descriptor);
        return duplicate < 0 ? throw LinuxIo.Failure("fcntl") : duplicate;
    }
}
