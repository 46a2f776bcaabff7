using System.Collections.Concurrent;

namespace NodePipe;

/// <content>Its pipes and standard streams as endpoints, which carry a channel or a connection and know how the process ended.</content>
public sealed partial class PipedProcess
{
    private readonly ConcurrentQueue<Endpoint> _endpoints = new();

    /// <summary>
    /// Two of the pipes that were asked for as an endpoint. Where the process is stopped, what is being written there goes out
    /// whole first.
    /// </summary>
    /// <param name="readByHost">The number of the one that the child writes.</param>
    /// <param name="writtenByHost">The number of the one that the child reads.</param>
    /// <exception cref="ArgumentException">There is no such pipe, or they are the wrong way round.</exception>
    public Endpoint GetEndpoint(int readByHost, int writtenByHost)
    {
        Stream input = GetPipe(readByHost);
        Stream output = GetPipe(writtenByHost);
        if (!input.CanRead || !output.CanWrite)
        {
            throw new ArgumentException(
                input.CanRead ? $"The pipe at {writtenByHost} is written by the child: the host cannot write it."
                : output.CanWrite ? $"The pipe at {readByHost} is read by the child: the host cannot read it."
                : $"The child reads the pipe at {readByHost} and writes the one at {writtenByHost}: swap them, GetEndpoint({writtenByHost}, {readByHost}).");
        }

        return Add(Endpoint.FromStreams(input, output));
    }

    /// <summary>
    /// The child's standard output and input as an endpoint, for a program that speaks over these. Standard error goes on to be
    /// handed on in lines.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// <see cref="PipedProcessOptions.RedirectStandardInput"/> or <see cref="PipedProcessOptions.RedirectStandardOutput"/> was not
    /// asked for.
    /// </exception>
    public Endpoint GetStandardEndpoint()
    {
        if (StandardInput is null || !_options.RedirectStandardOutput)
        {
            throw new InvalidOperationException(
                "The standard streams are no endpoint. Start the process with RedirectStandardInput and RedirectStandardOutput.");
        }

        return Add(Endpoint.FromStreams(_standardOutput, StandardInput));
    }

    private Endpoint Add(Endpoint endpoint)
    {
        _endpoints.Enqueue(endpoint);
        return endpoint;
    }
}
