using System.Net.Sockets;
using NodePipe.Framing;
using NodePipe.Tests.Framing;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>Two endpoints in this process, each at the other's end, over everything that can carry them.</summary>
internal static class FramedConnections
{
    private const string Memory = "memory";
    private const string Pipes = "pipes";
    private const string Socket = "socket";

    /// <summary>What carries a connection, and how its messages are told apart.</summary>
    public static TheoryData<string, string> All { get; } = Combine();

    public static RpcOptions Options(string framing, int maxMessageLength = FrameReader.DefaultMaxFrameLength) =>
        new() { Framing = Framings.Named(framing), MaxMessageLength = maxMessageLength };

    public static async Task<(Endpoint First, Endpoint Second)> CreatePairAsync(string carrier)
    {
        if (carrier == Memory)
        {
            return Endpoint.CreatePair();
        }

        if (carrier == Socket)
        {
            return await CreateSocketsAsync();
        }

        PipePair there = PipePair.Create();
        PipePair back = PipePair.Create();
        return (Endpoint.FromStreams(back.Reader, there.Writer), Endpoint.FromStreams(there.Reader, back.Writer));
    }

    /// <summary>Two connections that know each other.</summary>
    public static async Task<(RpcConnection Left, RpcConnection Right)> StartAsync(string carrier, RpcOptions options)
    {
        (Endpoint first, Endpoint second) = await CreatePairAsync(carrier);
        RpcConnection left = new(first, options);
        RpcConnection right = new(second, options);
        left.Start();
        right.Start();
        await left.HelloAsync().WaitAsync(Limits.Wait);
        return (left, right);
    }

    private static async Task<(Endpoint First, Endpoint Second)> CreateSocketsAsync()
    {
        string path = Path.Combine(Path.GetTempPath(), $"nodepipe-{Guid.NewGuid():N}.sock");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        NetworkStream near = new(client, ownsSocket: true);
        NetworkStream far = new(await listener.AcceptAsync(), ownsSocket: true);
        File.Delete(path);
        return (Endpoint.FromStreams(near, near), Endpoint.FromStreams(far, far));
    }

    private static TheoryData<string, string> Combine()
    {
        TheoryData<string, string> all = [];
        foreach (string carrier in (string[])[Memory, Pipes, Socket])
        {
            foreach (TheoryDataRow<string> framing in Framings.Names)
            {
                all.Add(carrier, framing.Data);
            }
        }

        return all;
    }
}
