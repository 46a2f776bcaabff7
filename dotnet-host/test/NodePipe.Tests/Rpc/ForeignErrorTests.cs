using System.Text.Json.Nodes;
using Xunit;

namespace NodePipe.Tests.Rpc;

public sealed class ForeignErrorTests
{
    public static TheoryData<int, string> Errors => new()
    {
        { -32000, """{"detail":7}""" },
        { -32000, "{}" },
        { -32000, """{"thrown":1,"more":2}""" },
        { -32000, """{"name":"Error","message":"not ours"}""" },
        { -32001, """[1,"two"]""" },
        { 7, "null" },
    };

    [Theory(Timeout = Limits.Test), MemberData(nameof(Errors))]
    public async Task Code_words_and_data_of_a_plain_peer_arrive_as_they_came(int code, string data)
    {
        await using RawPeer peer = new RawPeer().Start();
        NodeCallException error = await FailAsync(peer, $$"""{"code":{{code}},"message":"server error","data":{{data}}}""");
        Assert.Equal((code, "server error"), (error.RpcErrorCode, error.RemoteMessage));
        Assert.Equal(data, error.RemoteData?.GetRawText());
        Assert.Equal($"The call 'f' failed: server error (code {code})", error.Message);
        Assert.Null(error.RemoteName);
        Assert.Null(error.Details.Thrown);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("42.0", 42, null, "42")]
    [InlineData("-3.2e4", -32000, null, "-32000")]
    [InlineData("-2147483648", int.MinValue, null, "-2147483648")]
    [InlineData("5000000000", RpcErrorCodes.InternalError, "5000000000", "5000000000")]
    [InlineData("4.5", RpcErrorCodes.InternalError, "4.5", "4.5")]
    [InlineData("\"E_FULL\"", RpcErrorCodes.InternalError, "E_FULL", "E_FULL")]
    public async Task A_code_that_is_written_otherwise_is_not_lost(string code, int expected, string? remote, string shown)
    {
        await using RawPeer peer = new RawPeer().Start();
        NodeCallException error = await FailAsync(peer, $$"""{"code":{{code}},"message":"server error"}""");
        Assert.Equal((expected, remote), (error.RpcErrorCode, error.RemoteCode));
        Assert.Equal($"The call 'f' failed: server error (code {shown})", error.Message);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Half_a_surrogate_pair_in_an_error_costs_neither_its_code_nor_its_data()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        NodeCallException error = await FailAsync(peer, """{"code":42,"message":"cut \ud83d","data":{"a":1}}""");
        Assert.Equal((42, """cut \ud83d"""), (error.RpcErrorCode, error.RemoteMessage));
        Assert.Equal("""{"a":1}""", error.RemoteData?.GetRawText());
        error = await FailAsync(
            peer, """{"code":-32000,"message":"far","data":{"name":"TypeError","message":"far","stack":"at \ud83d","code":"E"}}""", id: 2);
        Assert.Equal(("TypeError", "E", """at \ud83d"""), (error.RemoteName, error.RemoteCode, error.RemoteStack));
        error = await FailAsync(peer, """{"code":42,"message":"no","\ud83d":1}""", id: 3);
        Assert.Equal("""{"code":42,"message":"no","\ud83d":1}""", error.RemoteData?.GetRawText());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_an_error_does_not_tell_is_null()
    {
        await using RawPeer peer = new RawPeer().Start();
        NodeCallException error = await FailAsync(peer, """{"code":-32000}""");
        Assert.Null(error.RemoteMessage);
        Assert.Null(error.RemoteData);
        Assert.Equal("The call 'f' failed: no message (code -32000)", error.Message);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_peer_that_knows_NodePipe_may_answer_with_data_of_its_own_form_too()
    {
        await using RawPeer peer = new RawPeer().Start();
        await peer.HelloAsync();
        NodeCallException foreign = await FailAsync(peer, """{"code":-32000,"message":"server error","data":{"detail":7}}""");
        Assert.Equal("The call 'f' failed: server error (code -32000)", foreign.Message);
        NodeCallException own = await FailAsync(
            peer, """{"code":-32000,"message":"far","data":{"name":"TypeError","message":"far","stack":"at f","code":"E"}}""", id: 2);
        Assert.Equal(("TypeError: far", "far", "TypeError", "E"), (own.Message, own.RemoteMessage, own.RemoteName, own.RemoteCode));
        Assert.Equal("at f", own.RemoteData?.GetProperty("stack").GetString());
        Assert.EndsWith($"--- stack of the other side ---{Environment.NewLine}at f", own.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_function_that_there_is_not_is_told_to_a_plain_peer_in_the_words_of_the_specification_and_to_others_with_what_there_is()
    {
        await using RawPeer peer = new();
        for (int i = 10; i < 35; i++)
        {
            peer.Connection.Handle($"f{i}", () => 1);
        }

        peer.Start();
        await peer.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"g"}""");
        JsonNode plain = await peer.ReadAsync();
        Assert.Equal("Method not found", plain["error"]!["message"]!.GetValue<string>());
        await peer.HelloAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","id":2,"method":"g"}""");
        string text = (await peer.ReadAsync())["error"]!["message"]!.GetValue<string>();
        Assert.StartsWith("There is no function 'g'; there are f10, f11,", text, StringComparison.Ordinal);
        Assert.EndsWith(", f29 and 5 more.", text, StringComparison.Ordinal);
    }

    private static async Task<NodeCallException> FailAsync(RawPeer peer, string error, int id = 1)
    {
        Task<int> call = peer.Connection.InvokeAsync<int>("f");
        await peer.ReadAsync();
        await peer.SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"error":{{error}}}""");
        return await Assert.ThrowsAsync<NodeCallException>(() => call.WaitAsync(Limits.Wait));
    }
}
