using System.Text.Json.Nodes;
using NodePipe.Tests.Rpc;
using Xunit;
using static NodePipe.Tests.Calls.HandledModels;

namespace NodePipe.Tests.Calls;

/// <summary>What a typed function gets of a call, and what a <see cref="Delegate"/> of the same parameters does.</summary>
public sealed class HandlerBindingTests
{
    private enum Colour
    {
        None,
        Red,
    }

    public static TheoryData<string, string, string> Calls => new()
    {
        { "join", """["a",2]""", "\"a 2 \"" },
        { "join", """["a",2,true]""", "\"a 2 True\"" },
        { "join", """["a",2,true,4,5]""", "\"a 2 True\"" },
        { "join", """{"flag":false,"Number":2,"text":"a"}""", "\"a 2 False\"" },
        { "join", """{"number":2}""", "\" 2 \"" },
        { "join", """["a"]""", "Argument 2 ('number', System.Int32) is missing." },
        { "join", """{"text":"a"}""", "Argument 2 ('number', System.Int32) is missing." },
        { "join", """["a","b"]""", "Argument 2 cannot be read as System.Int32" },
        { "defaults", "[]", "\"7 x Red 00000000-0000-0000-0000-000000000000\"" },
        { "defaults", "[1]", "\"1 x Red 00000000-0000-0000-0000-000000000000\"" },
        { "defaults", """{"text":"y"}""", "\"7 y Red 00000000-0000-0000-0000-000000000000\"" },
        { "range", """{"from":1,"to":5}""", "\"1..5 True\"" },
        { "range", """[{"from":1,"to":5}]""", "\"1..5 True\"" },
        { "range", """{"range":{"from":1,"to":5},"more":1}""", "\"1..5 True\"" },
        { "token", """[3]""", "3" },
        { "token", """{"token":1,"value":3}""", "3" },
        { "nothing", """[1,2]""", "null" },
        { "later", """[2]""", "4" },
        { "later", """{"value":2}""", "4" },
        { "soon", """[2]""", "4" },
        { "noTask", "[]", "null" },
        { "shape", "[]", """{"$type":"circle","radius":2}""" },
        { "derived", "[]", """{"more":1}""" },
    };

    [Theory(Timeout = Limits.Test), MemberData(nameof(Calls))]
    public async Task A_typed_function_is_bound_as_a_Delegate_is(string function, string parameters, string expected)
    {
        await using RawPeer peer = new RawPeer().Start();
        AddTyped(peer.Connection);
        Assert.Equal(expected, await AnswerAsync(peer, function, parameters));
        AddDelegates(peer.Connection);
        Assert.Equal(expected, await AnswerAsync(peer, function, parameters));
    }

    private static void AddTyped(INodeModule module)
    {
        module.Handle("join", (string? text, int number, bool? flag) => $"{text} {number} {flag}");
        module.Handle("defaults", new Func<int, string, Colour, Guid, string>(Defaults));
        module.Handle("range", (Interval range, HandlerContext context) => $"{range.From}..{range.To} {context.CancellationToken.CanBeCanceled}");
        module.Handle("token", (CancellationToken token, int value) => value);
        module.Handle("nothing", () => { });
        module.Handle("later", async (int value) => await Task.FromResult(2 * value));
        module.Handle("soon", (int value) => ValueTask.FromResult(2 * value));
        module.Handle("noTask", new Func<Task<int>>(() => null!));
        module.Handle("shape", Shape () => new Circle(2));
        module.Handle("derived", Plain () => new Derived(1));
    }

    private static void AddDelegates(INodeModule module)
    {
        module.Handle("join", (Delegate)((string? text, int number, bool? flag) => $"{text} {number} {flag}"));
        module.Handle("defaults", Defaults);
        module.Handle("range", (Delegate)((Interval range, HandlerContext context) => $"{range.From}..{range.To} {context.CancellationToken.CanBeCanceled}"));
        module.Handle("token", (Delegate)((CancellationToken token, int value) => value));
        module.Handle("nothing", (Delegate)(() => { }));
        module.Handle("later", (Delegate)(async (int value) => await Task.FromResult(2 * value)));
        module.Handle("soon", (Delegate)((int value) => ValueTask.FromResult(2 * value)));
        module.Handle("noTask", (Delegate)new Func<Task<int>>(() => null!));
        module.Handle("shape", (Delegate)(Shape () => new Circle(2)));
        module.Handle("derived", (Delegate)(Plain () => new Derived(1)));
    }

    private static string Defaults(int number = 7, string text = "x", Colour colour = Colour.Red, Guid id = default) =>
        $"{number} {text} {colour} {id}";

    /// <summary>The result as JSON, or what an error says, up to the details of its text.</summary>
    private static async Task<string> AnswerAsync(RawPeer peer, string function, string parameters)
    {
        await peer.SendAsync($$"""{"jsonrpc":"2.0","id":1,"method":"{{function}}","params":{{parameters}}}""");
        JsonNode answer = await peer.ReadAsync();
        return answer["error"] is JsonNode error ? error["message"]!.GetValue<string>().Split(": ")[0] : answer["result"]?.ToJsonString() ?? "null";
    }
}
