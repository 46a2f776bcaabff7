using System.Text.Json;
using NodePipe.Rpc.Calls;
using NodePipe.Rpc.Messages;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc;

/// <summary>The first question: does the other side know more than plain JSON-RPC?</summary>
internal sealed class Hello(OutgoingCalls calls, Peer peer, ValueSerializer serializer, RpcOptions options)
{
    private readonly CallOptions _call = new() { Timeout = options.HelloTimeout };

    /// <summary>Answers the other side's hello, at once: how the messages behind it are answered depends on it.</summary>
    public Handler Answer => new(call =>
    {
        HelloForm.Teach(peer, (JsonElement)call.Arguments.ReadWhole(serializer.Resolve<JsonElement>())!);
        return ValueTask.FromResult<object?>(HelloForm.Describe(options.MaxMessageLength));
    })
    {
        IsImmediate = true,
    };

    /// <summary>Asks; any error as the answer means a plain peer, and so does another version.</summary>
    /// <returns>What the other side told of itself; null for a plain peer.</returns>
    public async Task<PeerInfo?> AskAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, object?> question =
            HelloForm.Describe(options.MaxMessageLength).ToDictionary(member => member.Key, member => (object?)member.Value);
        try
        {
            // Known before the next message is looked at: that may be a call whose answer needs the features.
            JsonElement answer = await calls.Start(
                HelloForm.Method, serializer.Resolve<JsonElement>(), CallArguments.ByName(question), _call, cancellationToken,
                onRead: answer => HelloForm.Teach(peer, answer)).Task.ConfigureAwait(false);
            return peer.IsPlain ? null : PeerInfo.Read(answer);
        }
        catch (NodeCallException)
        {
            return null;
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException(
                $"The other side did not answer the hello within {options.HelloTimeout}. It may speak no NodePipe: leave SaysHello out for a plain "
                + "JSON-RPC peer, and for a program that itself says the hello. Raise HelloTimeout if it needs longer.",
                error);
        }
    }
}
