using System.Globalization;
using System.IO.Pipes;
using System.Net.Sockets;
using NodePipe.Tests.Rpc;
using NodePipe.Transport;
using NodePipe.Transport.Linux;
using Xunit;

namespace NodePipe.Tests.Channels;

public sealed class EndpointTests
{
    [Fact]
    public void Streams_that_are_swapped_or_of_one_kind_are_refused_with_what_to_do()
    {
        PipePair pipe = PipePair.Create();
        Assert.Equal(
            "The input cannot be read, and the output cannot be written: swap them. The input is what the other side writes.",
            Assert.Throws<ArgumentException>(() => Endpoint.FromStreams(pipe.Writer, pipe.Reader)).Message);
        Assert.Equal(
            "The output cannot be written. Give the stream that the other side reads.",
            Assert.Throws<ArgumentException>(() => Endpoint.FromStreams(pipe.Reader, pipe.Reader)).Message);
        Assert.Equal(
            "The input cannot be read. Give the stream that the other side writes.",
            Assert.Throws<ArgumentException>(() => Endpoint.FromStreams(pipe.Writer, pipe.Writer)).Message);
        pipe.Writer.Dispose();
        pipe.Reader.Dispose();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Pipes_of_a_process_that_are_swapped_are_refused_with_what_to_write()
    {
        await using PipedProcess process = PipedProcess.Start(new PipedProcessOptions
        {
            FileName = "sh",
            Arguments = ["-c", "cat >&2"],
            Pipes = [InheritedPipe.ReadByChild(3), InheritedPipe.WrittenByChild(4)],
        });
        Assert.Equal(
            "The child reads the pipe at 3 and writes the one at 4: swap them, GetEndpoint(4, 3).",
            Assert.Throws<ArgumentException>(() => process.GetEndpoint(3, 4)).Message);
        Assert.Equal(
            "The pipe at 4 is written by the child: the host cannot write it.",
            Assert.Throws<ArgumentException>(() => process.GetEndpoint(4, 4)).Message);
        Assert.Equal(
            "The pipe at 3 is read by the child: the host cannot read it.",
            Assert.Throws<ArgumentException>(() => process.GetEndpoint(3, 3)).Message);
        Assert.Equal(
            "The standard streams are no endpoint. Start the process with RedirectStandardInput and RedirectStandardOutput.",
            Assert.Throws<InvalidOperationException>(process.GetStandardEndpoint).Message);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Descriptors_are_found_by_the_environment()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are opened by their numbers.");
        (AnonymousPipeServerStream toChannel, int read) = InheritedEnd(PipeDirection.Out);
        (AnonymousPipeServerStream fromChannel, int write) = InheritedEnd(PipeDirection.In);
        Environment.SetEnvironmentVariable("NODEPIPE_TEST_READ", $"{read}");
        Environment.SetEnvironmentVariable("NODEPIPE_TEST_WRITE", $"{write}");
        Assert.Equal(
            $"Descriptor {write} can only be written, and {read} only be read: swap them.",
            Assert.Throws<ArgumentException>(() => Endpoint.FromEnvironment("NODEPIPE_TEST_WRITE", "NODEPIPE_TEST_READ")).Message);

        await using MessageChannel channel = new(Endpoint.FromEnvironment("NODEPIPE_TEST_READ", "NODEPIPE_TEST_WRITE"));
        Assert.Throws<InvalidOperationException>(() => Endpoint.FromEnvironment("NODEPIPE_TEST_READ", "NODEPIPE_TEST_WRITE"));
        await using MessageChannel other = new(Endpoint.FromStreams(fromChannel, toChannel));
        await other.SendAsync(ChannelPair.Bytes("there"));
        Assert.Equal("there", await ChannelPair.ReadAsync(channel));
        await channel.SendAsync(ChannelPair.Bytes("back"));
        await channel.CompleteAsync();
        Assert.Equal("back", await ChannelPair.ReadAsync(other));
        Assert.Null(await ChannelPair.ReadAsync(other));
    }

    [Fact]
    public void Descriptors_that_are_not_there_are_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are opened by their numbers.");
        Assert.Equal(
            "Descriptor 9876 is not open. Whoever starts this process has to pass it on.",
            Assert.Throws<ArgumentException>(() => Endpoint.FromDescriptors(9876, 9877)).Message);
        Assert.Equal(
            "The environment variable NODEPIPE_NONE is not set. Whoever starts this process has to put the number of a descriptor there.",
            Assert.Throws<InvalidOperationException>(() => Endpoint.FromEnvironment("NODEPIPE_NONE", "NODEPIPE_NONE")).Message);
        Environment.SetEnvironmentVariable("NODEPIPE_TEST_TEXT", "three");
        Assert.Equal(
            "The environment variable NODEPIPE_TEST_TEXT holds 'three', which is no number of a descriptor.",
            Assert.Throws<InvalidOperationException>(() => Endpoint.FromEnvironment("NODEPIPE_TEST_TEXT", "NODEPIPE_TEST_TEXT")).Message);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_socket_carries_both_directions_and_closes_one_after_the_other()
    {
        string path = Path.Combine(Path.GetTempPath(), $"nodepipe-{Guid.NewGuid():N}.sock");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        Socket server = await listener.AcceptAsync();
        File.Delete(path);

        NetworkStream near = new(client, ownsSocket: true);
        NetworkStream far = new(server, ownsSocket: true);
        MessageChannelOptions options = new() { Framing = MessageFraming.LengthPrefixed };
        await using MessageChannel first = new(Endpoint.FromStreams(near, near), options);
        await using MessageChannel second = new(Endpoint.FromStreams(far, far), options);
        byte[] large = new byte[3_000_000];
        Task sending = first.SendAsync(large);
        Assert.Equal(large.Length, (await second.ReadAsync(Limits.Wait)).Frame!.Value.Length);
        await sending;
        await first.CompleteAsync();
        Assert.Null(await ChannelPair.ReadAsync(second));
        await second.SendAsync(ChannelPair.Bytes("answer"));
        await second.CompleteAsync();
        Assert.Equal("answer", await ChannelPair.ReadAsync(first));
        Assert.Null(await ChannelPair.ReadAsync(first));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_pipe_or_a_socket_is_read_by_the_threads_that_wait_for_all_whatever_stands_for_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems read by the thread pool.");
        PipePair pipe = PipePair.Create();
        await using ByteSource ofPipe = ByteSource.FromStream(pipe.Reader);
        Assert.IsType<EpollSource>(ofPipe);

        string name = $"nodepipe-{Guid.NewGuid():N}";
        NamedPipeServerStream server = new(name, PipeDirection.InOut);
        await using NamedPipeClientStream client = new(".", name, PipeDirection.InOut);
        await Task.WhenAll(server.WaitForConnectionAsync(), client.ConnectAsync());
        await using ByteSource ofNamed = ByteSource.FromStream(server);
        Assert.IsType<EpollSource>(ofNamed);

        (AnonymousPipeServerStream writer, int read) = InheritedEnd(PipeDirection.Out);
        await using (writer)
        {
            FileStream file = new($"/dev/fd/{read}", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            await using ByteSource ofFile = ByteSource.FromStream(file);
            Assert.IsType<EpollSource>(ofFile);
        }

        await using ByteSource ofMemory = ByteSource.FromStream(new MemoryStream());
        Assert.IsType<StreamSource>(ofMemory);
        await using ByteSource ofFolderFile = ByteSource.FromStream(File.OpenRead(typeof(EndpointTests).Assembly.Location));
        Assert.IsType<StreamSource>(ofFolderFile);
        await pipe.Writer.DisposeAsync();
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_input_that_fails_is_the_reason_of_the_end()
    {
        await using MessageChannel channel = new(Endpoint.FromStreams(new FailingStream(), Stream.Null));
        NodePipeException error = await Assert.ThrowsAsync<NodePipeException>(() => channel.ReadAsync(Limits.Wait).AsTask());
        Assert.Equal("The channel failed: the cable is cut", error.Message);
        Assert.Same(error, await Assert.ThrowsAsync<NodePipeException>(() => channel.Completion));
    }

    /// <summary>A pipe, and the number of its other end, which is nobody's but the test's.</summary>
    private static (AnonymousPipeServerStream Stream, int Descriptor) InheritedEnd(PipeDirection direction)
    {
        AnonymousPipeServerStream stream = new(direction, HandleInheritability.Inheritable);
        int descriptor = LinuxIo.Duplicate(int.Parse(stream.GetClientHandleAsString(), CultureInfo.InvariantCulture));
        stream.DisposeLocalCopyOfClientHandle();
        return (stream, descriptor);
    }

    private sealed class FailingStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(new IOException("the cable is cut"));
    }
}
