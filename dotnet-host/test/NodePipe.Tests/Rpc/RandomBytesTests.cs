using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NodePipe.Rpc.Messages;
using Xunit;

namespace NodePipe.Tests.Rpc;

public sealed class RandomBytesTests
{
    private static readonly byte[][] Lines =
    [
        .. new[]
        {
            """{"jsonrpc":"2.0","id":1,"method":"echo","params":[1]}""",
            """{"jsonrpc":"2.0","id":1,"result":{"a":[1,"x"]}}""",
            """{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"m","data":{"name":"n","cause":{"message":"c"}}}}""",
            """{"$bin":[3],"jsonrpc":"2.0","id":2,"method":"bytes","params":[{"$bin":0}]}""" + "\nabc",
            """{"$bin":[],"$long":[[1,3]],"jsonrpc":"2.0","id":3,"method":"bytes","params":[{"$bin":0}]}""",
            """{"$bin":[3],"jsonrpc":"2.0","method":"$/chunk","params":[1,{"$bin":0}]}""" + "\nabc",
            """{"$streams":[1],"jsonrpc":"2.0","id":4,"method":"sum","params":[{"$stream":1}]}""",
            """{"jsonrpc":"2.0","method":"$/stream/items","params":[1,[1,2,3]]}""",
            """{"jsonrpc":"2.0","method":"$/stream/end","params":[1,{"code":1,"message":"m"}]}""",
            """{"jsonrpc":"2.0","method":"$/stream/pull","params":[1,5]}""",
            """{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":4}}""",
            """{"jsonrpc":"2.0","id":5,"method":"$/callback","params":[1,[2]]}""",
            """[{"jsonrpc":"2.0","id":6,"method":"echo","params":[1]},{"jsonrpc":"2.0","method":"echo"},7]""",
            "plain text",
        }.Select(line => Encoding.UTF8.GetBytes(line + "\n")),
    ];

    private static readonly Gen<byte> AnyByte = Gen.OneOf(
        ArbMap.Default.GeneratorFor<byte>(), Gen.Elements("{}[]\",:\n\r\\$0-e "u8.ToArray()));

    /// <summary>Random bytes, and lines of the protocol with a few bytes changed, missing or doubled.</summary>
    private static readonly Gen<byte[]> Inputs = Gen.OneOf(
        AnyByte.ArrayOf(),
        (from line in Gen.Elements(Lines)
         from edits in (from place in Gen.Choose(0, 1000)
                        from kind in Gen.Choose(0, 3)
                        from value in AnyByte
                        select (place, kind, value)).ArrayOf(2)
         select edits.Aggregate(line, Edit)).ArrayOf(4).Select(lines => lines.SelectMany(line => line).ToArray()));

    [Fact(Timeout = Limits.Test)]
    public Task Random_bytes_never_crash_the_connection_and_every_call_settles() => Task.Run(() =>
        Prop.ForAll(Inputs.ToArbitrary(), bytes => PlayAsync(bytes).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1500)));

    private static async Task PlayAsync(byte[] bytes)
    {
        await using RawPeer peer = new();
        peer.Connection.Handle("echo", (int value) => value);
        peer.Connection.Handle("bytes", (byte[] value) => value);
        peer.Connection.Handle("sum", async (IAsyncEnumerable<int> numbers) => await numbers.SumAsync());
        peer.Connection.Wiring.Peer.Learn(PeerFeatures.Streams | PeerFeatures.Callbacks, long.MaxValue);
        peer.Start();
        Task<object?> call = peer.Connection.InvokeAsync<object?>("call", [AsyncEnumerable.Range(0, 10), () => 1]);
        await peer.SendBytesAsync(bytes);
        peer.End();
        await peer.Connection.Wiring.End.Closed.WaitAsync(Limits.Wait);
        try
        {
            await call.WaitAsync(Limits.Wait);
        }
        catch (NodePipeException)
        {
            // Any end of it is well, as long as it is one.
        }

        Assert.Equal(0, peer.Connection.Wiring.Callbacks.Count);
    }

    private static byte[] Edit(byte[] line, (int Place, int Kind, byte Value) edit)
    {
        int at = edit.Place % line.Length;
        return edit.Kind switch
        {
            0 => [.. line[..at], edit.Value, .. line[(at + 1)..]],
            1 => [.. line[..at], .. line[(at + 1)..], edit.Value],
            2 => [.. line[..at], edit.Value, .. line[at..]],
            _ => line,
        };
    }
}
