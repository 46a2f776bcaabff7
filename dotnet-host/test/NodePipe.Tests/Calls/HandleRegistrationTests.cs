using System.Text.Json.Serialization;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed partial class HandleRegistrationTests
{
    private delegate void Out(out int value);

    private unsafe delegate int Pointer(int* value);

    private delegate ReadOnlySpan<char> Spanning(string text);

    private delegate ref int Referring(int[] values);

    public static TheoryData<string, Delegate, string> Unfit => new()
    {
        { "ref", (ref int number) => number, "'number'" },
        { "in", (in int number) => number, "'number'" },
        { "out", new Out((out int number) => number = 1), "'number'" },
        { "span", (int first, Span<byte> bytes) => first, "'bytes'" },
        { "pointer", PointerOf(), "'address'" },
        { "returned span", new Spanning(text => text), "ReadOnlySpan" },
        { "returned reference", new Referring(values => ref values[0]), "Int32&" },
    };

    [Theory(Timeout = Limits.Test), MemberData(nameof(Unfit))]
    public async Task A_function_that_no_call_can_fit_is_refused_when_it_is_registered(string what, Delegate handler, string named)
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        ArgumentException error = Assert.Throws<ArgumentException>(() => pair.Right.Handle(what, handler));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        NodeCallException unknown = await Assert.ThrowsAsync<NodeCallException>(() => pair.Left.InvokeAsync<int>(what, [1]));
        Assert.Equal(-32601, unknown.RpcErrorCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_function_among_the_arguments_that_no_call_can_fit_is_refused_before_anything_is_sent()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        Out unfit = (out int number) => number = 1;
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => pair.Left.InvokeAsync("f", [unfit]));
        Assert.Contains("'number'", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, pair.Left.Wiring.Callbacks.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_parameter_of_a_type_that_the_serializer_does_not_know_is_refused_when_it_is_registered()
    {
        RpcOptions options = new() { SerializerOptions = new(KnownTypes.Default.Options) };
        await using ConnectedPair pair = await ConnectedPair.StartAsync(rightOptions: options);
        ArgumentException error = Assert.Throws<ArgumentException>(() => pair.Right.Handle("f", (int a, Unknown more) => a));
        Assert.Contains("'more'", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Nothing_in_place_of_a_function_or_a_name_is_refused()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        Assert.Throws<ArgumentNullException>("handler", () => pair.Right.Handle("f", null!));
        Assert.Throws<ArgumentNullException>("handler", () => pair.Right.Handle("f", (Func<int>)null!));
        Assert.Throws<ArgumentNullException>("handler", () => pair.Right.Handle("f", (Delegate)null!));
        Assert.Throws<ArgumentNullException>("module", () => ((INodeModule)null!).Handle("f", () => 1));
        Assert.Throws<ArgumentNullException>("name", () => pair.Right.Handle(null!, () => 1));
        Assert.Throws<ArgumentException>("name", () => pair.Right.Handle("", () => 1));
        Assert.Throws<ArgumentException>("name", () => pair.Right.Handle("$/f", () => 1));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_task_taken_for_a_plain_result_is_refused()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        Assert.Throws<ArgumentException>("handler", () => Register(pair.Right, () => Task.FromResult(1)));
        Assert.Throws<ArgumentException>("handler", () => Register(pair.Right, () => ValueTask.FromResult(1)));

        static IDisposable Register<T>(INodeModule module, Func<T> handler) => module.Handle("f", handler);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Disposing_a_registration_takes_the_function_away()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        IDisposable registration = pair.Right.Handle("f", () => 1);
        Assert.Equal(1, await pair.Left.InvokeAsync<int>("f"));
        registration.Dispose();
        registration.Dispose();
        NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(() => pair.Left.InvokeAsync<int>("f"));
        Assert.Equal(-32601, error.RpcErrorCode);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Disposing_a_registration_leaves_the_function_that_has_taken_its_place()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        Func<int> one = () => 1;
        IDisposable first = pair.Right.Handle("f", one);
        IDisposable second = pair.Right.Handle("f", one);
        first.Dispose();
        Assert.Equal(1, await pair.Left.InvokeAsync<int>("f"));
        second.Dispose();
        await Assert.ThrowsAsync<NodeCallException>(() => pair.Left.InvokeAsync<int>("f"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_default_of_an_enum_that_may_be_null_is_its_value()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        pair.Right.Handle("typed", (Func<int, DayOfWeek?, string>)NameOf);
        pair.Right.Handle("reflected", (Delegate)((int a, DayOfWeek? day = DayOfWeek.Friday) => NameOf(a, day)));
        Assert.Equal("1 Friday", await pair.Left.InvokeAsync<string>("typed", [1]));
        Assert.Equal("1 Friday", await pair.Left.InvokeAsync<string>("reflected", [1]));
        Assert.Equal("1 ", await pair.Left.InvokeAsync<string>("typed", [1, null]));

        static string NameOf(int a, DayOfWeek? day = DayOfWeek.Friday) => $"{a} {day}";
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Nothing_for_a_parameter_that_cannot_be_null_says_what_to_do()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        pair.Right.Handle("f", (int a) => a);
        NodeCallException error = await Assert.ThrowsAsync<NodeCallException>(() => pair.Left.InvokeAsync<int>("f", [null]));
        Assert.Equal(RpcErrorCodes.InvalidParams, error.RpcErrorCode);
        Assert.Contains("Argument 1 is null or undefined, which is no System.Int32", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_function_that_declares_a_Task_has_no_result_whatever_the_task_is()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        Func<Task> hidden = () => Task.FromResult(5);
        pair.Right.Handle("typed", hidden);
        pair.Right.Handle("reflected", (Delegate)hidden);
        Assert.Null(await pair.Left.InvokeAsync<int?>("typed"));
        Assert.Null(await pair.Left.InvokeAsync<int?>("reflected"));
    }

    private static unsafe Pointer PointerOf() => address => *address;

    private sealed record Unknown(int Value);

    [JsonSerializable(typeof(int))]
    private sealed partial class KnownTypes : JsonSerializerContext;

    [Fact(Timeout = Limits.Test)]
    public async Task A_method_closed_over_null_takes_the_arguments_that_are_left()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        Func<string, string> closed = ((string?)null).Before;
        pair.Right.Handle("before", (Delegate)closed);
        Assert.Equal("null, a", await pair.Left.InvokeAsync<string>("before", ["a"]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_method_without_its_object_is_refused_when_it_is_registered()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        Delegate open = Delegate.CreateDelegate(typeof(Func<string, string>), typeof(string).GetMethod(nameof(string.ToUpperInvariant))!);
        ArgumentException error = Assert.Throws<ArgumentException>(() => pair.Right.Handle("upper", open));
        Assert.Contains("bind it to one", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Nothing_is_registered_with_what_is_disposed()
    {
        ConnectedPair pair = await ConnectedPair.StartAsync();
        await pair.DisposeAsync();
        ObjectDisposedException error = Assert.Throws<ObjectDisposedException>(() => pair.Right.Handle("add", (int a) => a));
        Assert.Equal("NodePipe.RpcConnection", error.ObjectName);
    }
}

internal static class Extensions
{
    public static string Before(this string? first, string second) => $"{first ?? "null"}, {second}";
}
